import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { Run, RunChanges, Trigger } from '../domain/run.ts'
import { describeScope, type Scope } from '../domain/scope.ts'
import type { Comparison } from '../engine/index.ts'
import { planRunMessages, tagsOfChanges } from '../outbox/plan-messages.ts'
import { readKnown, saveChanges } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { claimRun, completeRun, failRun, findRun, renewRun } from '../store/runs.ts'
import { saveWatermarks, type WatermarksToSave } from '../store/watermarks.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import { planChanges } from '../tracker/plan-changes.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { lookAtChanges } from './look-at-changes.ts'

/** A run whose process died is taken over after this long; a living one renews its lease three times as often. */
const LEASE_SECONDS = 60

/** At most this many open discrepancies are read again by key along with a date range. */
const RECHECKED_WITH_DATES = 1_000

export interface RunRequest {
  readonly name: string
  readonly scope: Scope
  readonly trigger: Trigger
  readonly requestedBy: string
  readonly onProgress?: CompareRequest['onProgress']
  readonly findHints?: boolean
}

export interface RunOutcome {
  readonly run: Run
  readonly comparison: Comparison
  readonly changes: RunChanges
  /** The discrepancies this run touched, as they now are. */
  readonly discrepancies: readonly Discrepancy[]
}

/**
 * One run from top to bottom: claim, compare, remember in one transaction, wake the delivery.
 * Throws `not-found`, `run-busy` and whatever the sources throw; after any throw the tracker knows nothing but the
 * failed run.
 */
export async function runReconciliation(context: Context, request: RunRequest): Promise<RunOutcome> {
  const reconciliation = findReconciliation(context.settings, request.name)
  const run = await claim(context, request)
  const lease = keepLease(context, run.id)
  try {
    const seen = await look(context, { request, reconciliation, run })
    const outcome = await remember(context, { run, reconciliation, seen })
    context.wakeDelivery()
    context.log.info({ run: run.id, reconciliation: run.reconciliation, ...outcome.changes }, 'run completed')
    return outcome
  } catch (error) {
    await recordFailure(context, run, error)
    throw error
  } finally {
    lease.stop()
  }
}

async function claim(context: Context, request: RunRequest): Promise<Run> {
  const run = await claimRun(context.db, {
    id: context.newId(),
    reconciliation: request.name,
    trigger: request.trigger,
    requestedBy: request.requestedBy,
    scope: request.scope,
    now: context.now(),
    leaseSeconds: LEASE_SECONDS,
  })
  if (run) return run
  throw new CounterfoilError(
    'run-busy',
    `A run of "${request.name}" over ${describeScope(request.scope)} is already going; its result will come from there`,
  )
}

function keepLease(context: Context, id: string): { stop(): void } {
  const timer = setInterval(
    () => {
      const leaseUntil = new Date(context.now().getTime() + LEASE_SECONDS * 1_000)
      renewRun(context.db, id, leaseUntil).catch((error: unknown) => {
        context.log.warn({ run: id, error: String(error) }, 'lease could not be renewed')
      })
    },
    (LEASE_SECONDS * 1_000) / 3,
  )
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** What a run saw, and about which keys it may conclude. */
interface Seen {
  readonly comparison: Comparison
  readonly findings: readonly Finding[]
  /** `writeKey` texts; null: every key. */
  readonly keys: ReadonlySet<string> | null
  /** What was looked at, where only looking told. */
  readonly scope?: Scope
  /** How far the changes of the sides are known by it. */
  readonly watermarks?: WatermarksToSave
}

async function look(
  context: Context,
  { request, reconciliation, run }: { request: RunRequest; reconciliation: Reconciliation; run: Run },
): Promise<Seen> {
  const { scope } = request
  if (scope.kind === 'changed' || (scope.kind === 'everything' && reconciliation.changes))
    return await lookAtChanges(context, { ...request, reconciliation, startedAt: run.startedAt })
  const comparison = await compareReconciliation(context, {
    reconciliation,
    scope,
    keepRecords: scope.kind === 'keys',
    ...(request.findHints ? { findHints: true } : {}),
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  })
  const { findings } = comparison
  if (scope.kind === 'everything') return { comparison, findings, keys: null }
  if (scope.kind === 'keys') {
    const keys = [...scope.keys, ...comparison.records.map((record) => record.key)].map(writeKey)
    return { comparison, findings, keys: new Set(keys) }
  }
  return await lookAtOpenOnes(context, { reconciliation, comparison })
}

/**
 * A date range alone cannot tell that a discrepancy is gone (its record may be dated outside), so the open ones that it
 * did not find are read by key as well.
 */
async function lookAtOpenOnes(
  context: Context,
  { reconciliation, comparison }: { reconciliation: Reconciliation; comparison: Comparison },
): Promise<Seen> {
  const open = await readKnown(context.db, {
    reconciliation: reconciliation.name,
    keys: null,
    fingerprints: [],
  })
  const found = new Set(comparison.findings.map((finding) => writeKey(finding.key)))
  const keys = new Map<string, RecordKey>()
  for (const { finding } of open) {
    const text = writeKey(finding.key)
    if (!found.has(text) && keys.size < RECHECKED_WITH_DATES) keys.set(text, finding.key)
  }
  if (keys.size === 0) return { comparison, findings: comparison.findings, keys: found }
  const again = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'keys', keys: [...keys.values()] },
    keysAsFound: true,
  })
  return {
    comparison,
    findings: [...comparison.findings, ...again.findings],
    keys: new Set([...found, ...keys.keys()]),
  }
}

async function remember(
  context: Context,
  { run, reconciliation, seen }: { run: Run; reconciliation: Reconciliation; seen: Seen },
): Promise<RunOutcome> {
  const now = context.now()
  const { comparison, findings, keys } = seen
  return await context.db.transaction(async (transaction: Database) => {
    const known = await readKnown(transaction, {
      reconciliation: reconciliation.name,
      keys: keys ? [...keys] : null,
      fingerprints: findings.map((finding) => fingerprint(reconciliation.name, finding)),
    })
    const covers = (key: RecordKey) => keys === null || keys.has(writeKey(key))
    const planned = planChanges({
      reconciliation: reconciliation.name,
      findings,
      known,
      covers,
      isPartial: keys !== null,
    })
    const saved = await saveChanges(transaction, {
      reconciliation: reconciliation.name,
      changes: planned,
      runId: run.id,
      now,
    })
    const shown = await listShownTags(transaction, tagsOfChanges(saved))
    await enqueue(
      transaction,
      planRunMessages({ notify: reconciliation.notify, runId: run.id, saved, shown }),
      now,
    )
    const count = (type: string) => planned.filter((change) => change.type === type).length
    const changes = {
      opened: count('opened'),
      seenAgain: count('seen'),
      reopened: count('reopened'),
      resolved: count('resolved'),
    }
    const { scope, watermarks } = seen
    if (watermarks) await saveWatermarks(transaction, watermarks)
    const { summary } = comparison
    await completeRun(transaction, { id: run.id, summary, changes, now, ...(scope ? { scope } : {}) })
    const completed = (await findRun(transaction, run.id)) ?? run
    return { run: completed, comparison, changes, discrepancies: saved.map((change) => change.discrepancy) }
  })
}

async function recordFailure(context: Context, run: Run, error: unknown): Promise<void> {
  const sentence =
    error instanceof CounterfoilError ? error.message : 'An internal error; the log has the details'
  context.log.error({ run: run.id, reconciliation: run.reconciliation, err: error }, 'run failed')
  try {
    await failRun(context.db, { id: run.id, error: sentence, now: context.now() })
  } catch (failure) {
    // The lease ends by itself; the first error is the one people need.
    context.log.error({ run: run.id, err: failure }, 'failed run could not be recorded')
  }
}
