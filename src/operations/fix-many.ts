import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import { describeFixes, type FixManyResult, type NotTried } from '../domain/fix-many-result.ts'
import { Forbidden } from '../domain/forbidden.ts'
import type { GroupChoice } from '../domain/group-choice.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { AttemptState, Remedy, RemedyAttempt } from '../domain/remedy.ts'
import { planGroupNote } from '../outbox/plan-messages.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { listEventsAfter } from '../store/events.ts'
import { enqueue } from '../store/outbox.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { applyRemedy } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { explainFailure } from './explain-failure.ts'
import { findRemedy } from './plan-remedies.ts'
import { listChosen } from './read-group.ts'
import { whyStopFixing } from './why-stop-fixing.ts'

export interface FixManyRequest {
  readonly choice: GroupChoice
  /** Only these of them; null: all. */
  readonly numbers: readonly number[] | null
  /** The newest event when the person looked: what was seen after it is not what they approved. */
  readonly upTo: number
  readonly remedy: string
  readonly actor: Actor
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * One approval for many of a run's group, done one after the other, each compared before it is changed. What changed since the
 * person looked is not tried. It stops where the remedy is switched off, its limit is reached or the process stops; what was
 * not begun then is as it was. Throws `not-found`, `forbidden`.
 */
export async function fixMany(context: Context, request: FixManyRequest): Promise<FixManyResult> {
  const { choice, upTo, actor, onProgress } = request
  const chosen = await listChosen(context, choice, upTo)
  const { reconciliation } = chosen
  const remedy = findRemedy(reconciliation, request.remedy)
  const wanted = request.numbers && new Set(request.numbers)
  const numbers = wanted ? chosen.numbers.filter((number) => wanted.has(number)) : chosen.numbers
  const bulk = context.newId()
  const gathered = new Gathered(bulk, numbers.length)
  const { ready, notTried } = await sort(context, { reconciliation, remedy, numbers, upTo })
  for (const each of notTried) gathered.skip(each)
  for (const [index, { number, version }] of ready.entries()) {
    const stop = context.signal.aborted
      ? 'Counterfoil is being stopped'
      : await tryOne(context, gathered, { number, version, reconciliation, remedy, actor, bulk })
    if (stop !== null) {
      gathered.stop(stop, ready.length - index)
      break
    }
    onProgress?.(index + 1, ready.length)
  }
  const result = gathered.result()
  await tellGroup(context, { reconciliation, remedy, runId: choice.runId, actor, result })
  context.log.info({ remedy: remedy.name, by: actor.id, bulk, asked: result.asked }, 'many fixed')
  return result
}

interface Sorted {
  readonly ready: readonly Discrepancy[]
  readonly notTried: readonly NotTried[]
}

/** What fits and is as it was seen, and why the others are not tried. */
async function sort(
  { db }: Context,
  {
    reconciliation,
    remedy,
    numbers,
    upTo,
  }: { reconciliation: Reconciliation; remedy: Remedy; numbers: readonly number[]; upTo: number },
): Promise<Sorted> {
  const events = await listEventsAfter(db, { numbers, after: upTo })
  const changed = new Set(events.filter(isChange).map(({ number }) => number))
  const rows = [...(await findDiscrepancies(db, numbers))].sort((one, other) => one.number - other.number)
  const ready: Discrepancy[] = []
  const notTried: NotTried[] = []
  for (const row of rows) {
    const { number, status } = row
    const fits = fittingRemedies(row, reconciliation).some(({ name }) => name === remedy.name)
    if (status === 'resolved') notTried.push({ number, because: 'it is resolved already' })
    else if (changed.has(number)) notTried.push({ number, because: 'it changed since you looked' })
    else if (fits) ready.push(row)
    else notTried.push({ number, because: 'the remedy does not fit it' })
  }
  return { ready, notTried }
}

/** Words for its history, who looked at it and whom a clock calls change nothing. */
function isChange({ kind, actor }: DiscrepancyEvent): boolean {
  return kind !== 'note' && kind !== 'revealed' && actor.kind !== 'timer'
}

interface Approved {
  readonly reconciliation: Reconciliation
  readonly remedy: Remedy
  readonly actor: Actor
  readonly bulk: string
}

/** Why no more of them are to be begun; null: go on. */
async function tryOne(
  context: Context,
  gathered: Gathered,
  { number, version, ...approved }: Approved & Pick<Discrepancy, 'number' | 'version'>,
): Promise<string | null> {
  const { remedy, actor, bulk } = approved
  try {
    const outcome = await applyRemedy(context, { number, version, remedy: remedy.name, actor, bulk })
    if ('forbidden' in outcome) throw new Forbidden(outcome.forbidden)
    if ('attempt' in outcome) {
      gathered.add(outcome.attempt)
      return null
    }
    const stop = await whyStopFixing(context, {
      reconciliation: approved.reconciliation.name,
      remedy,
      together: bulk,
    })
    if (stop === null) gathered.skip({ number, because: outcome.refused })
    return stop
  } catch (thrown) {
    if (thrown instanceof Forbidden) throw thrown
    const known = explainFailure(thrown)
    context.log[known ? 'warn' : 'error'](
      { number, remedy: remedy.name, err: thrown },
      'a fix of many failed',
    )
    const because = known?.message ?? 'something went wrong inside Counterfoil; its log says more'
    gathered.skip({ number, because: because.replace(/\.$/, '') })
    return null
  }
}

/** A line in the thread of the group: whoever looks at it later sees what was done to so many at once. */
async function tellGroup(
  context: Context,
  {
    reconciliation,
    remedy,
    runId,
    actor,
    result,
  }: {
    reconciliation: Reconciliation
    remedy: Remedy
    runId: string
    actor: Actor
    result: FixManyResult
  },
): Promise<void> {
  const { notify, shadow = false } = reconciliation
  if (shadow || notify.channel === null || result.tried.length === 0) return
  const now = context.now()
  const note = planGroupNote(notify.channel, {
    runId,
    bulk: result.bulk,
    by: actor,
    count: result.tried.length,
    at: now.toISOString(),
    fix: { remedy: remedy.title, words: describeFixes(result) },
  })
  await enqueue(context.db, [note], now)
  context.wakeDelivery()
}

/** What became of all of them, one after the other. */
class Gathered {
  readonly #result: { -readonly [Key in keyof FixManyResult]: FixManyResult[Key] }
  readonly #tried: { number: number; state: AttemptState; said: string | null }[] = []
  readonly #notTried: NotTried[] = []

  constructor(bulk: string, asked: number) {
    this.#result = { bulk, asked, tried: this.#tried, notTried: this.#notTried, left: 0, stopped: null }
  }

  skip(each: NotTried): void {
    this.#notTried.push(each)
  }

  add({ number, state, said }: RemedyAttempt): void {
    this.#tried.push({ number, state, said })
  }

  stop(because: string, left: number): void {
    this.#result.stopped = because
    this.#result.left = left
  }

  result(): FixManyResult {
    return { ...this.#result }
  }
}
