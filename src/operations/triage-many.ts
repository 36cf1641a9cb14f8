import type { Actor, Discrepancy, ResolutionReason } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { type GroupChoice, statusesOf } from '../domain/group-choice.ts'
import type { ManyAction, ManyResult, NotDone } from '../domain/many-result.ts'
import type { Denial } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Refused } from '../domain/refused.ts'
import type { Trigger } from '../domain/run.ts'
import type { Verification } from '../domain/verification.ts'
import { findDiscrepancies, lockDiscrepancies } from '../store/discrepancies.ts'
import { listEventsAfter } from '../store/events.ts'
import { inChunks } from '../store/in-chunks.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { applyTransition, type TransitionRequest } from '../tracker/apply-transition.ts'
import { decideTransition } from '../tracker/transitions.ts'
import { denialOf } from './allow-action.ts'
import type { Context } from './context.ts'
import { explainFailure } from './explain-failure.ts'
import { type LookedAtMany, lookAgainMany } from './look-again-many.ts'
import { listChosen } from './read-group.ts'
import { isChecked } from './resolve-discrepancy.ts'
import { saveMany } from './save-many.ts'

export interface TriageManyRequest {
  readonly choice: GroupChoice
  /** Only these of them; null: all. */
  readonly numbers: readonly number[] | null
  /** The newest event when the person looked: what others did after it is not overridden. */
  readonly upTo: number
  readonly action: ManyAction
  readonly actor: Actor
  readonly trigger: Trigger
  /** Of resolve. `anyway`: also where the sides still differ. */
  readonly reason?: ResolutionReason
  readonly note?: string
  readonly anyway?: boolean
  /** Of assign: null for nobody. */
  readonly owner?: string | null
  /** Of snooze; null: until its values change. */
  readonly until?: Date | null
  readonly onProgress?: (done: number, total: number) => void
}

/** Rows a transaction: whoever else acts waits for one of them at most. */
const CHUNK = 200

/**
 * Does one thing to many of a run's group: to each as it is now, if nobody else has acted since the person looked. Asked
 * twice, it finds the second time that all is done. Throws `not-found`, `usage`, `run-busy`.
 */
export async function triageMany(context: Context, request: TriageManyRequest): Promise<ManyResult> {
  refuseIncomplete(request, context.now())
  const { choice, upTo, actor, action } = request
  const chosen = await listChosen(context, choice, upTo)
  const wanted = request.numbers && new Set(request.numbers)
  const numbers = wanted ? chosen.numbers.filter((number) => wanted.has(number)) : chosen.numbers
  const { name } = chosen.reconciliation
  const denial = await denialOf(context, { actor, action, reconciliation: name })
  if (denial !== null) return refuseAll(await findDiscrepancies(context.db, numbers), denial)
  const looked = await look(context, { ...request, reconciliation: chosen.reconciliation, numbers })
  const bulk = { ...request, id: context.newId(), reconciliation: chosen.reconciliation, looked }
  const result = (await moveAll(context, bulk, numbers)).result()
  context.log.info({ action, by: actor.id, asked: result.asked, done: result.done.length }, 'many triaged')
  return result
}

/** Chunk by chunk. What stops it in the middle takes nothing back: the rest failed. */
async function moveAll(context: Context, bulk: Bulk, numbers: readonly number[]): Promise<Gathered> {
  const gathered = new Gathered()
  let passed = 0
  for (const chunk of inChunks(numbers, CHUNK)) {
    try {
      const before = gathered.done.length
      const moved = await context.db.transaction((transaction: Database) =>
        moveChunk(context, transaction, { ...bulk, chunk, before }),
      )
      gathered.add(moved)
    } catch (thrown) {
      // Nothing was done yet, so whoever asked is told like of anything that failed.
      if (passed === 0) throw thrown
      gathered.fail(numbers.slice(passed), reasonOf(context, thrown))
      return gathered
    }
    context.wakeDelivery()
    passed += chunk.length
    bulk.onProgress?.(passed, numbers.length)
  }
  return gathered
}

function reasonOf(context: Context, thrown: unknown): string {
  const known = explainFailure(thrown)
  context.log[known ? 'warn' : 'error']({ err: thrown }, 'many were triaged in part')
  return known?.message ?? 'something went wrong inside Counterfoil; its log says more'
}

function refuseAll(rows: readonly Discrepancy[], denial: Denial): ManyResult {
  const gathered = new Gathered()
  for (const discrepancy of rows) {
    const refusal = { refused: 'forbidden', discrepancy, last: null, denial } as const
    gathered.refuse({ number: discrepancy.number, word: 'forbidden', refusal })
  }
  return gathered.result()
}

/** Where the reason says that the sides agree, they are compared first, all together. */
async function look(
  context: Context,
  request: TriageManyRequest & { reconciliation: Reconciliation; numbers: readonly number[] },
): Promise<LookedAtMany | null> {
  const { action, reason = 'other', actor, trigger, upTo, reconciliation, numbers } = request
  if (action !== 'resolve' || !isChecked(reason)) return null
  const events = groupEvents(await listEventsAfter(context.db, { numbers, after: upTo }))
  const open = (await findDiscrepancies(context.db, numbers)).filter(
    ({ number, status }) =>
      status !== 'resolved' && overtakenBy(events.get(number) ?? [], { actor, looked: null }) === null,
  )
  return await lookAgainMany(
    context,
    { reconciliation: reconciliation.name, discrepancies: open },
    { trigger, requestedBy: actor.id },
  )
}

interface Bulk extends TriageManyRequest {
  /** Names this bulk where something is told of all of it. */
  readonly id: string
  readonly reconciliation: Reconciliation
  readonly looked: LookedAtMany | null
}

async function moveChunk(
  context: Context,
  transaction: Database,
  { chunk, before, ...bulk }: Bulk & { chunk: readonly number[]; before: number },
): Promise<Gathered> {
  const gathered = new Gathered()
  const now = context.now()
  // Before any row: whoever writes history takes this first.
  await lockHistory(transaction)
  const rows = await lockDiscrepancies(transaction, chunk)
  const events = groupEvents(await listEventsAfter(transaction, { numbers: chunk, after: bulk.upTo }))
  const transitions = []
  for (const discrepancy of rows) {
    const since = events.get(discrepancy.number) ?? []
    // It was of another status when the person looked, so they did not mean it.
    if (
      !statusesOf(bulk.choice).includes(since.find(({ from }) => from !== null)?.from ?? discrepancy.status)
    )
      continue
    const judged = judge(bulk, { discrepancy, since, now })
    if ('word' in judged) gathered.refuse(judged)
    else {
      const planned = applyTransition(discrepancy, judged.to, judged.request)
      transitions.push({ version: discrepancy.version, ...planned })
      gathered.accept(discrepancy.number, bulk.looked?.said.get(discrepancy.number))
    }
  }
  await saveMany(transaction, { ...bulk, settings: context.settings, transitions, now, before })
  return gathered
}

type Judged =
  | NotDone
  | { readonly to: Discrepancy['status'] | 'as before'; readonly request: TransitionRequest }

function judge(
  bulk: Bulk,
  { discrepancy, since, now }: { discrepancy: Discrepancy; since: readonly DiscrepancyEvent[]; now: Date },
): Judged {
  const { action, actor, anyway, looked, owner, until, note = null, reason = 'other' } = bulk
  const { number } = discrepancy
  const not = (word: NotDone['word'], refused: Refused | null): NotDone => {
    const last = since.at(-1) ?? null
    return { number, word, refusal: refused && { refused, discrepancy, last } }
  }
  const decision = decideTransition(discrepancy, action)
  const overtaken = overtakenBy(since, bulk)
  if ('refused' in decision) {
    // Resolved by somebody is what a resolve wants, and the end of all else.
    const isSo = decision.refused === 'already' || decision.refused === 'snoozed'
    return not(isSo ? 'already' : 'conflict', decision.refused)
  }
  if (action === 'assign' && owner === discrepancy.owner) return not('already', 'owned')
  if (overtaken !== null)
    return { number, word: 'conflict', refusal: { refused: 'changed', discrepancy, last: overtaken } }
  const check = looked?.said.get(number)
  if (check?.word === 'differed' && !anyway) return not('differs', null)
  return {
    to: decision.to,
    request: {
      action,
      actor,
      now,
      note,
      ...(action === 'resolve' ? { resolution: { reason, note, ...(check ? { check } : {}) } } : {}),
      ...(owner === undefined ? {} : { owner }),
      ...(until === undefined ? {} : { until }),
    },
  }
}

/** The last that somebody else did to it; words for its history and what a clock ends change nothing. */
function overtakenBy(
  since: readonly DiscrepancyEvent[],
  { actor, looked }: Pick<Bulk, 'actor' | 'looked'>,
): DiscrepancyEvent | null {
  const ours = ({ actor: by, runId }: DiscrepancyEvent) =>
    by.kind === 'person'
      ? by.id === actor.id && by.surface === actor.surface
      : runId !== null && runId === looked?.runId
  return (
    since.findLast((event) => event.kind !== 'note' && event.actor.kind !== 'timer' && !ours(event)) ?? null
  )
}

function groupEvents(events: readonly DiscrepancyEvent[]): ReadonlyMap<number, DiscrepancyEvent[]> {
  const groups = new Map<number, DiscrepancyEvent[]>()
  for (const event of events) groups.set(event.number, [...(groups.get(event.number) ?? []), event])
  return groups
}

/** What became of all of them, gathered chunk by chunk. */
class Gathered {
  readonly done: number[] = []
  readonly #notDone: NotDone[] = []
  readonly #because = new Set<string>()
  #verified = 0
  #unverified = 0
  #failure: string | null = null

  accept(number: number, check: Verification | undefined): void {
    this.done.push(number)
    if (check === undefined) return
    if (check.word === 'agreed') this.#verified++
    else this.#unverified++
    if (check.because !== undefined) this.#because.add(check.because)
  }

  refuse(notDone: NotDone): void {
    this.#notDone.push(notDone)
  }

  add(other: Gathered): void {
    this.done.push(...other.done)
    this.#notDone.push(...other.#notDone)
    this.#verified += other.#verified
    this.#unverified += other.#unverified
    for (const reason of other.#because) this.#because.add(reason)
  }

  fail(numbers: readonly number[], failure: string): void {
    this.#failure = failure
    for (const number of numbers) this.refuse({ number, word: 'failed', refusal: null })
  }

  result(): ManyResult {
    return {
      asked: this.done.length + this.#notDone.length,
      done: this.done,
      notDone: this.#notDone,
      verified: this.#verified,
      unverified: this.#unverified,
      because: [...this.#because],
      failure: this.#failure,
    }
  }
}

/** What an action cannot do without. */
function refuseIncomplete({ action, owner, until, reason, note }: TriageManyRequest, now: Date): void {
  const missing = (sentence: string) => new CounterfoilError('usage', sentence)
  if (action === 'assign' && owner === undefined)
    throw missing('Say to whom they are assigned, or that they are nobody’s')
  if (action === 'snooze' && until === undefined)
    throw missing('Say until when they are snoozed, or until their values change')
  if (action === 'snooze' && until != null && until <= now)
    throw missing(`A snooze until ${until.toISOString()} is over already; say a later time`)
  if (action === 'resolve' && (reason === undefined || (reason === 'other' && !note?.trim())))
    throw missing('Say why they are resolved; another reason needs a note')
}
