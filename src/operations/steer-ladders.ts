import type { Discrepancy } from '../domain/discrepancy.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { readCallTag } from '../outbox/plan-call.ts'
import { beginLadders, endLadders, resumeLadders, wakeLadders } from '../store/ladders.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { firstPlace } from '../tracker/ladder-step.ts'
import { type Happening, type Steering, steerLadder } from '../tracker/steer-ladder.ts'

/** Discrepancies as they are after what happened to them. */
export interface Steered {
  readonly reconciliation: Pick<Reconciliation, 'triage' | 'shadow'> | undefined
  readonly happened: readonly { readonly after: Discrepancy; readonly did: Happening }[]
  readonly now: Date
}

/** Begins, ends and moves escalation ladders by what happened. Call it in the transaction that saves that. */
export async function steerLadders(
  transaction: Database,
  { reconciliation, happened, now }: Steered,
): Promise<void> {
  const rules = reconciliation?.triage.ladder
  if (rules === undefined || reconciliation?.shadow || happened.length === 0) return
  const steered = happened.map(({ after, did }) => ({ after, way: steerLadder(rules, after, did) }))
  const numbersOf = (...ways: readonly Steering[]) =>
    steered.flatMap(({ after, way }) => (ways.includes(way) ? [after.number] : []))
  for (const way of ['begin', 'begin-or-go-on'] as const) {
    const beginning = steered.filter((each) => each.way === way)
    const rows = beginning.map(({ after }) => ({
      number: after.number,
      dueAt: firstPlace(rules, { now, severity: after.finding.severity }).dueAt,
    }))
    await beginLadders(transaction, rows, { now, onlyEnded: way === 'begin-or-go-on' })
  }
  await resumeLadders(transaction, numbersOf('resume'), now)
  await wakeLadders(transaction, numbersOf('wake', 'resume'), now)
  await endAll(transaction, steered, now)
}

/** Whoever was written to directly sees that it is over. */
async function endAll(
  transaction: Database,
  steered: readonly { readonly after: Discrepancy; readonly way: Steering }[],
  now: Date,
): Promise<void> {
  const calls: WantedMessage[] = []
  for (const by of ['acknowledged', 'resolved', 'withdrawn'] as const) {
    const numbers = steered.flatMap(({ after, way }) =>
      typeof way === 'object' && way.end === by ? [after.number] : [],
    )
    const tags = await endLadders(transaction, numbers, { by, now })
    calls.push(...tags.flatMap(readCallTag))
  }
  const shown = await listShownTags(
    transaction,
    calls.map(({ tag }) => tag),
  )
  await enqueue(
    transaction,
    calls.filter(({ tag }) => shown.has(tag)),
    now,
  )
}

/**
 * Of many that people are told of together those that get a ladder: each that has a card of its own, else the first, which
 * stands for all of them. A call for each of hundreds would be a storm.
 */
export function laddersOfMany<Each>(
  many: readonly Each[],
  hasCard: (each: Each) => boolean,
): readonly Each[] {
  const own = many.filter(hasCard)
  return own.length > 0 ? own : many.slice(0, 1)
}
