import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { GuardEvidence } from '../domain/guard.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { ComparedColumns, Run, RunChanges, Trigger } from '../domain/run.ts'
import { describeScope, identifyScope, type Scope } from '../domain/scope.ts'
import type { Comparison } from '../engine/index.ts'
import { listFound, listPairs, pagesOfOpen } from '../store/known-discrepancies.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { claimRun, completeRun, findComparedColumns } from '../store/runs.ts'
import { saveWatermarks } from '../store/watermarks.ts'
import { configHash } from './config-hash.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { distrustsSide, guardRun } from './guard-run.ts'
import { holdRun, passHeldRuns } from './hold-run.ts'
import { InHand } from './in-hand.ts'
import { keepLease, LEASE_SECONDS } from './keep-lease.ts'
import { leaveAwaited } from './leave-awaited.ts'
import { lookAtChanges } from './look-at-changes.ts'
import { lookAtScope } from './look-at-scope.ts'
import { noteTrend } from './note-trend.ts'
import { openIncidents } from './open-incidents.ts'
import { countChanges } from './plan-conclusions.ts'
import { describePart, type PartRequest, planPart, whyBegunAnew } from './plan-part.ts'
import { releaseChangeLogs } from './read-change-logs.ts'
import { recheckPairs, type Seen } from './recheck-pairs.ts'
import { type RowsBySide, rowsBesideExpected } from './rows-beside-expected.ts'
import { saveConclusions } from './save-conclusions.ts'
import { settleFindings } from './settle-findings.ts'
import { sumUpEvents } from './sum-up-events.ts'
import { recordFailure, tellWorksAgain } from './tell-failing.ts'
import { wakeDiscrepancies } from './wake-discrepancies.ts'

export interface RunRequest {
  readonly name: string
  readonly scope: Scope
  readonly trigger: Trigger
  readonly requestedBy: string
  /** Rows read so far by side name, and how many the last full run read: nothing is expected of any other scope. */
  readonly onProgress?: (rows: RowsBySide, expected: RowsBySide) => void
  readonly findHints?: boolean
  /** The instant of the schedule that asks: however many processes have the schedule, one of them runs. */
  readonly tick?: Date
  /** The keys of the scope are those of findings; else people may have written them the way some side does. */
  readonly keysAsFound?: boolean
  /** Of each key of the scope the side that writes it so, where that is known. */
  readonly writtenBy?: readonly string[]
  /** The open ones that a person resolves if this run sees their sides agree: the run leaves that to them. */
  readonly leaves?: ReadonlySet<number>
  /** Begin at the beginning, also where an earlier run was stopped by its budget. */
  readonly restart?: boolean
  /** Read every record, whatever `candidates` says: two hashes can be equal by accident, records cannot. */
  readonly deep?: boolean
  /** A person has accepted that an earlier run saw this: it does not hold this one. */
  readonly accepts?: { readonly runId: string; readonly evidence: GuardEvidence }
}

export interface RunOutcome {
  readonly run: Run
  readonly comparison: Comparison
  /** Nothing at all where it was held: then `run.hold` says why. */
  readonly changes: RunChanges
  /** The discrepancies this run saw, as they now are. What it resolved is only counted. */
  readonly discrepancies: readonly Discrepancy[]
  /** Those of which the sides agree, left to a person. */
  readonly left: ReadonlySet<number>
  /** Why it did not go on where an earlier run was stopped by its budget; null: there is nothing to say. */
  readonly begunAnew: string | null
}

/** A run of this process. */
export interface BegunRun {
  /** Once it has its row; rejects where it could not begin. */
  readonly begun: Promise<Run>
  readonly ended: Promise<RunOutcome>
}

/** By tracker: the runs of this process. */
const GOING = new InHand<BegunRun>()

/**
 * One run from top to bottom: claim, compare, look again, be held or remember in one transaction, wake the delivery.
 * Throws `not-found`, `run-busy` and whatever the sources throw; after any throw the tracker knows nothing but the
 * failed run.
 */
export async function runReconciliation(context: Context, request: RunRequest): Promise<RunOutcome> {
  return await beginRun(context, request).ended
}

/** The same for who wants to know its row before it has ended. */
export function beginRun(context: Context, request: RunRequest): BegunRun {
  let tell: (run: Run) => void = () => {}
  const claimed = new Promise<Run>((resolve) => {
    tell = resolve
  })
  const ended = run(context, request, tell)
  const begun = Promise.race([claimed, ended.then((outcome) => outcome.run)])
  // Who asks for the end alone hears of it there.
  begun.catch(() => {})
  return GOING.track(context.db, aboutOf(request), { begun, ended })
}

/** A run that this process is making and that answers the request, or null. */
export function findGoing({ db }: Context, request: RunRequest): BegunRun | null {
  // Reading every record tells all that reading what differs does.
  return GOING.find(db, aboutOf({ ...request, deep: true })) ?? GOING.find(db, aboutOf(request))
}

/** The runs that this process is making, in a few words: `2 runs (customers, payments)`; null: none. */
export function runsInHand({ db }: Pick<Context, 'db'>): string | null {
  const names = GOING.list(db).map((about) => (JSON.parse(about) as [string])[0])
  if (names.length === 0) return null
  return `${names.length === 1 ? '1 run' : `${names.length} runs`} (${[...new Set(names)].join(', ')})`
}

function aboutOf({ name, scope, deep = false }: RunRequest): string {
  return JSON.stringify([name, deep, ...identifyScope(scope)])
}

async function run(context: Context, request: RunRequest, tell: (run: Run) => void): Promise<RunOutcome> {
  const reconciliation = reconciliationFor(context, request)
  const run = await claim(context, request, configHash(context.settings, reconciliation))
  tell(run)
  const lease = keepLease(context, run)
  try {
    // Where no bot runs, a run is the only one to see that a snooze is over.
    await wakeDiscrepancies(context)
    const part = await planPart(context, { reconciliation, restart: request.restart === true })
    const found = await look(context, { request, reconciliation, run, part })
    const looked = await leaveAwaited(context.db, { reconciliation, run, seen: found })
    const { seen, evidence } = await settleAndGuard(context, { request, reconciliation, seen: looked })
    const outcome = evidence
      ? held(await holdRun(context, { run, reconciliation, seen, evidence }), seen)
      : await remember(context, { request, run, reconciliation, seen, part })
    context.wakeDelivery()
    if (!evidence) await releaseChangeLogs(context, reconciliation, seen.watermarks?.positions ?? {})
    context.observer?.runEnded(outcome.run)
    const { state } = outcome.run
    context.log.info({ run: run.id, reconciliation: run.reconciliation, ...outcome.changes }, `run ${state}`)
    return outcome
  } catch (error) {
    await noteFailure(context, { run, reconciliation, error })
    throw error
  } finally {
    lease.stop()
  }
}

function reconciliationFor({ settings }: Context, { name, deep }: RunRequest): Reconciliation {
  const reconciliation = findReconciliation(settings, name)
  return deep ? { ...reconciliation, candidates: 'merge' } : reconciliation
}

async function claim(context: Context, request: RunRequest, hash: string): Promise<Run> {
  const run = await claimRun(context.db, {
    id: context.newId(),
    reconciliation: request.name,
    trigger: request.trigger,
    requestedBy: request.requestedBy,
    scope: request.scope,
    configHash: hash,
    now: context.now(),
    leaseSeconds: LEASE_SECONDS,
    ...(request.tick ? { tick: request.tick } : {}),
    ...(request.accepts ? { accepts: request.accepts.runId } : {}),
  })
  if (run) return run
  const over = request.scope.kind === 'everything' ? '' : ` over ${describeScope(request.scope)}`
  throw new CounterfoilError(
    'run-busy',
    `A run of "${request.name}"${over} is already going and will tell what it finds: wait for it, or try again later`,
  )
}

interface LookInput {
  readonly request: RunRequest
  readonly reconciliation: Reconciliation
  readonly run: Run
  readonly part: PartRequest | null
}

/** A run that follows changes, and any other; both by what earlier runs know. */
async function look(context: Context, { request, reconciliation, run, part }: LookInput): Promise<Seen> {
  const { db } = context
  const { name } = reconciliation
  const { onProgress: tell, ...rest } = request
  const looked = {
    ...rest,
    ...(tell ? { onProgress: await rowsBesideExpected(db, { ...request, tell }) } : {}),
    reconciliation,
    part,
    known: await findComparedColumns(db, name),
    openOnes: () => pagesOfOpen(db, { reconciliation: name, keys: null, size: 5_000 }),
    listPairs: () => listPairs(db, name),
  }
  const followsChanges =
    request.scope.kind === 'changed' || (request.scope.kind === 'everything' && reconciliation.changes)
  if (!followsChanges) return await lookAtScope(context, looked)
  const seen = await lookAtChanges(context, { ...looked, startedAt: run.startedAt })
  const isSwept = seen.scope.kind === 'changed' && seen.scope.rows !== undefined
  return isSwept ? seen : await recheckPairs(context, { ...looked, seen })
}

/** A side that is not to be trusted is not read again, and what the run saw goes no further. */
async function settleAndGuard(
  context: Context,
  { request, reconciliation, seen }: Pick<LookInput, 'request' | 'reconciliation'> & { seen: Seen },
): Promise<{ seen: Seen; evidence: GuardEvidence | null }> {
  const { db } = context
  const { name } = reconciliation
  const accepted = request.accepts?.evidence ?? null
  const guard = (seen: Seen) => guardRun(db, { reconciliation, scope: request.scope, seen, accepted })
  const evidence = await guard(seen)
  if (evidence && distrustsSide(evidence)) return { seen, evidence }
  const settled = await settleFindings(context, {
    reconciliation,
    seen,
    known: await findComparedColumns(db, name),
    listFound: (fingerprints) => listFound(db, { reconciliation: name, fingerprints }),
  })
  return settled === seen ? { seen, evidence } : { seen: settled, evidence: await guard(settled) }
}

function held(run: Run, { comparison }: Seen): RunOutcome {
  return { run, comparison, changes: countChanges([]), discrepancies: [], left: new Set(), begunAnew: null }
}

async function remember(
  context: Context,
  { request: { leaves }, run, reconciliation, seen, part }: LookInput & { seen: Seen },
): Promise<RunOutcome> {
  await sumUpEvents(context)
  const now = context.now()
  return await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const { changes, messages, discrepancies, routed, left } = await saveConclusions(transaction, {
      reconciliation,
      seen,
      runId: run.id,
      beganAt: run.startedAt,
      now,
      ...(leaves === undefined ? {} : { leaves }),
    })
    await enqueue(transaction, messages, now)
    await openIncidents(context, transaction, { routed, now })
    const { comparison, scope, watermarks } = seen
    if (watermarks) await saveWatermarks(transaction, watermarks)
    const summary = { ...comparison.summary, columns: columnsOf(reconciliation) }
    const compared = describePart(part, comparison)
    const completed = await completeRun(transaction, {
      id: run.id,
      summary,
      changes,
      now,
      ...(scope ? { scope } : {}),
      ...(compared ? { part: compared } : {}),
    })
    await passHeldRuns(transaction, { run: completed, reconciliation, now })
    await tellWorksAgain(transaction, { run: completed, reconciliation, now })
    await noteTrend(transaction, { run: completed, reconciliation, discrepancies, now })
    return {
      run: completed,
      comparison,
      changes,
      discrepancies,
      left,
      begunAnew: seen.keys === null ? whyBegunAnew(part, comparison) : null,
    }
  })
}

/** What every side is said to call every field: the plan found each of them, or a run before did. */
function columnsOf({ sides }: Reconciliation): ComparedColumns {
  return Object.fromEntries(
    sides.map(({ name, columns }) => {
      const named = Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== null)
      return [name, Object.fromEntries(named)]
    }),
  )
}

async function noteFailure(
  context: Context,
  { run, reconciliation, error }: Pick<LookInput, 'run' | 'reconciliation'> & { error: unknown },
): Promise<void> {
  context.log.error({ run: run.id, reconciliation: run.reconciliation, err: error }, 'run failed')
  context.observer?.runEnded({ ...run, state: 'failed', finishedAt: context.now() })
  try {
    await recordFailure(context, { run, reconciliation, error })
    context.wakeDelivery()
  } catch (failure) {
    // The lease ends by itself; the first error is the one people need.
    context.log.error({ run: run.id, err: failure }, 'failed run could not be recorded')
  }
}
