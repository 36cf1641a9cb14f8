import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import { type ListPlace, placeOf } from '../domain/list-place.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Remedy } from '../domain/remedy.ts'
import { listDiscrepancies } from '../store/discrepancies.ts'
import { listAttempts } from '../store/remedy-attempts.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import { findRun, listRuns } from '../store/runs.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { mayTryByItself } from '../tracker/may-try-by-itself.ts'
import { routeOf } from '../tracker/route-of.ts'
import { applyRemedy } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { whyStopFixing } from './why-stop-fixing.ts'

/** In the history, in place of who approved it. */
const ACTOR: Actor = { kind: 'timer', id: 'auto-fix', surface: 'timer' }
/** What a run saw longer ago is no evidence any more. */
const FRESH_MS = 60 * 60 * 1_000
/** Read at once. */
const ROWS = 1_000

/** What this process need not look at again: names of a run with a remedy, or with a discrepancy. */
export type PassedOver = Set<string>

/**
 * Repairs what the last runs saw, with the remedies that somebody switched on by themselves. What a run that was held, or in
 * shadow, saw is not touched. Answers how many were tried.
 */
export async function autoFix(context: Context, passed: PassedOver): Promise<number> {
  let tried = 0
  for (const reconciliation of context.settings.reconciliations) {
    if (reconciliation.shadow) continue
    for (const remedy of reconciliation.remedies ?? [])
      if (remedy.approve === 'auto') tried += await fixWith(context, { reconciliation, remedy, passed })
  }
  return tried
}

interface Turn {
  readonly reconciliation: Reconciliation
  readonly remedy: Remedy
  readonly passed: PassedOver
}

async function fixWith(context: Context, turn: Turn): Promise<number> {
  const { reconciliation, remedy, passed } = turn
  const name = { reconciliation: reconciliation.name, remedy: remedy.name }
  const { autoSince, offSince } = await readRemedyState(context.db, name)
  if (autoSince === null || offSince !== null) return 0
  // What is open is looked at once after each run, however much it is.
  const runs = await listRuns(context.db, { reconciliation: reconciliation.name, limit: 20 })
  const seen = runs.map(({ id, state }) => `${id} ${state}`).join()
  const look = `${remedy.name} ${autoSince.getTime()} ${seen}`
  if (passed.has(look)) return 0
  let tried = 0
  for await (const page of pagesOfCandidates(context, turn))
    for (const discrepancy of page) {
      if (context.signal.aborted) return tried
      if (await tryOne(context, turn, discrepancy)) tried++
    }
  passed.add(look)
  return tried
}

/** Open, fitting, and seen by a run not long ago; of each page the oldest number first. */
async function* pagesOfCandidates(
  { db, now }: Context,
  { reconciliation, remedy, passed }: Turn,
): AsyncGenerator<readonly Discrepancy[]> {
  const since = now().getTime() - FRESH_MS
  let after: ListPlace | undefined
  do {
    const open = await listDiscrepancies(db, {
      reconciliations: [reconciliation.name],
      statuses: ['new', 'escalated'],
      limit: ROWS,
      ...(after ? { after } : {}),
    })
    yield open
      .filter((row) => row.lastSeenAt.getTime() >= since && !passed.has(nameOf(row, remedy)))
      .filter((row) => remedyFor(row, reconciliation)?.name === remedy.name)
      .sort((one, other) => one.number - other.number)
    after = open.length < ROWS ? undefined : placeOf(open.at(-1)!)
  } while (after)
}

/**
 * The one that a route names, else the first that fits; one remedy at a time. None where only a pattern would decide, which
 * nobody can tell of one alone.
 */
function remedyFor(row: Discrepancy, reconciliation: Reconciliation): Remedy | undefined {
  const fitting = fittingRemedies(row, reconciliation)
  const [alone, alike] = [false, true].map(
    (isPattern) => routeOf(row.finding, reconciliation, { isPattern }).remedy,
  )
  if (alone !== alike) return undefined
  return fitting.find(({ name }) => name === alone) ?? fitting[0]
}

async function tryOne(context: Context, turn: Turn, discrepancy: Discrepancy): Promise<boolean> {
  const { reconciliation, remedy, passed } = turn
  const { number, version, lastRunId } = discrepancy
  const ofRun = `${lastRunId} ${remedy.name}`
  if (passed.has(ofRun)) return false
  const pass = () => passed.add(nameOf(discrepancy, remedy))
  const [last] = await listAttempts(context.db, { number, limit: 1 })
  const run = await findRun(context.db, lastRunId)
  if (run?.state !== 'completed' || !mayTryByItself(discrepancy, last)) {
    pass()
    return false
  }
  const about = { reconciliation: reconciliation.name, remedy, together: lastRunId }
  const stop = await whyStopFixing(context, about)
  if (stop !== null) {
    passed.add(ofRun)
    context.log.warn({ run: lastRunId, remedy: remedy.name }, `no more is fixed automatically: ${stop}`)
    return false
  }
  pass()
  try {
    const wish = { number, version, remedy: remedy.name, actor: ACTOR, runId: lastRunId }
    return 'attempt' in (await applyRemedy(context, wish))
  } catch (error) {
    context.log.warn({ number, remedy: remedy.name, err: error }, 'an automatic fix could not be tried')
    return false
  }
}

/** By what the run saw: a later one makes it another. */
function nameOf({ number, lastRunId }: Discrepancy, { name }: Remedy): string {
  return `${lastRunId} ${name} ${number}`
}
