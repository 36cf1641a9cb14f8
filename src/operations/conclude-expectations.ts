import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import {
  type ClaimedExpectations,
  claimExpectations,
  finishExpectations,
  postponeExpectations,
  releaseExpectations,
  renewExpectations,
} from '../store/due-expectations.ts'
import type { Context } from './context.ts'
import { explainFailure } from './explain-failure.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { renewLease } from './renew-lease.ts'
import { runReconciliation } from './run-reconciliation.ts'

/** Keys of one run. */
const BATCH = 1_000
const LEASE_SECONDS = 60
const BUSY_SECONDS = 5
const FIRST_WAIT_SECONDS = 60
const LONGEST_WAIT_SECONDS = 30 * 60

/**
 * Checks the records of one reconciliation whose windows have ended, in one run; however many processes ask, each record
 * is checked by one. Whoever dies over it is followed by another. Returns how many there were: 0 where nothing is due.
 */
export async function concludeExpectations(context: Context): Promise<number> {
  const claim = await claimExpectations(context.db, {
    id: context.newId(),
    reconciliations: context.settings.reconciliations.map(({ name }) => name),
    now: context.now(),
    leaseSeconds: LEASE_SECONDS,
    limit: BATCH,
  })
  if (claim === null) return 0
  const lease = renewLease(context, {
    leaseSeconds: LEASE_SECONDS,
    renew: (leaseUntil) => renewExpectations(context.db, claim.id, leaseUntil),
    warning: 'lease of awaited records could not be renewed',
    facts: { reconciliation: claim.reconciliation },
  })
  try {
    await check(context, claim)
    await finishExpectations(context.db, claim)
  } catch (error) {
    await giveUp(context, claim, error)
  } finally {
    lease.stop()
  }
  return claim.rows.length
}

async function check(context: Context, claim: ClaimedExpectations): Promise<void> {
  const reconciliation = findReconciliation(context.settings, claim.reconciliation)
  const wanted = claim.rows.flatMap(({ key, reading }) =>
    keyOf(reconciliation, JSON.parse(key)).map((one) => ({ key: one, reading })),
  )
  if (wanted.length < claim.rows.length) {
    const dropped = claim.rows.length - wanted.length
    context.log.warn(
      { reconciliation: reconciliation.name, records: dropped },
      'records are no longer awaited: the key has another number of parts since',
    )
  }
  if (wanted.length === 0) return
  await runReconciliation(context, {
    name: reconciliation.name,
    scope: { kind: 'keys', keys: wanted.map(({ key }) => key) },
    writtenBy: wanted.map(({ reading }) => reading),
    trigger: 'event',
    requestedBy: 'events',
  })
}

function keyOf({ keyNames }: Reconciliation, parts: readonly RawValue[]): RecordKey[] {
  if (parts.length !== keyNames.length) return []
  return [Object.fromEntries(keyNames.map((name, index) => [name, parts[index]!]))]
}

/** Nothing is dropped: what could not be checked now is checked later. */
async function giveUp(context: Context, claim: ClaimedExpectations, error: unknown): Promise<void> {
  const { db, log, signal } = context
  const known = explainFailure(error)
  const { reconciliation, id } = claim
  if (signal.aborted || known?.code === 'run-stopped') return await releaseExpectations(db, id, null)
  const later = (seconds: number) => new Date(context.now().getTime() + seconds * 1_000)
  if (known?.code === 'run-busy') return await releaseExpectations(db, id, later(BUSY_SECONDS))
  // Nothing can be written down: the lease ends by itself.
  if (known?.code === 'tracker-unreachable') throw known
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(claim.attempts, 10))
  log.warn(
    { reconciliation, records: claim.rows.length, again: wait, ...(known ? {} : { err: error }) },
    'awaited records could not be checked; it is tried again',
  )
  const sentence =
    known instanceof CounterfoilError ? known.message : 'An internal error; the log has the details'
  await postponeExpectations(db, id, { retryAt: later(wait), error: sentence })
}
