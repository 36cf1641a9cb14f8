import type { Discrepancy, Status } from '../domain/discrepancy.ts'
import { type DiscrepancyEvent, type EventKind, isAside } from '../domain/discrepancy-event.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { NoteEvent, Told } from '../domain/outbox.ts'
import type { Denial } from '../domain/permission.ts'
import type { Refused } from '../domain/refused.ts'
import { joinLines } from '../outbox/join-lines.ts'
import { lineTags, messageTag, planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { findDiscrepancy, lockDiscrepancy, saveTransition } from '../store/discrepancies.ts'
import { listLatestEvents } from '../store/events.ts'
import { lockHistory } from '../store/lock-history.ts'
import { findMessage, listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue, findWaitingLine } from '../store/outbox.ts'
import { applyTransition, type TransitionRequest } from '../tracker/apply-transition.ts'
import type { Context } from './context.ts'
import { editDigests } from './edit-digests.ts'
import { followIncidents } from './follow-incidents.ts'
import { steerLadders } from './steer-ladders.ts'

/** Accepted: the discrepancy as it now is. Refused: why, as somebody else left it, and the last that happened to it. */
export type Moved =
  | { readonly accepted: true; readonly discrepancy: Discrepancy; readonly did: EventKind }
  | {
      readonly accepted: false
      readonly refused: Refused
      readonly discrepancy: Discrepancy
      readonly last: DiscrepancyEvent | null
      /** Of `forbidden`. */
      readonly denial?: Denial
    }

/** What becomes of a request, from the row and its history as they are while it is locked. */
export type Decide = (
  discrepancy: Discrepancy,
  events: readonly DiscrepancyEvent[],
) =>
  | { readonly refused: Refused }
  | { readonly to: Status | 'as before'; readonly tells: Told; readonly request: TransitionRequest }

const NOTES: Partial<Readonly<Record<EventKind, NoteEvent>>> = {
  acknowledged: 'acknowledged',
  unacknowledged: 'unacknowledged',
  resolved: 'resolved',
  reopened: 'taken-up',
  snoozed: 'snoozed',
  unsnoozed: 'unsnoozed',
  escalated: 'escalated',
  assigned: 'assigned',
  note: 'noted',
  undone: 'undone',
  woke: 'woke',
  stable: 'stable',
  attempted: 'attempted',
}

/**
 * One transition of one discrepancy, in one transaction: its row is locked, so of two at once the second is judged by
 * what the first left. Throws `not-found`.
 */
export async function moveDiscrepancy(context: Context, number: number, decide: Decide): Promise<Moved> {
  // Who is too late already need not wait in the line of those who write: in a storm of clicks that is most of them.
  const seen = await judge(await findDiscrepancy(context.db, number), { db: context.db, number, decide })
  if ('refused' in seen) return seen
  const moved = await context.db.transaction(async (transaction: Database): Promise<Moved> => {
    // Before any row: whoever writes history takes this first.
    await lockHistory(transaction)
    const locked = await lockDiscrepancy(transaction, number)
    const judged = await judge(locked, { db: transaction, number, decide })
    if ('refused' in judged) return judged
    const { discrepancy, decision } = judged
    const { after, event } = applyTransition(discrepancy, decision.to, decision.request)
    const saved = await saveTransition(transaction, { version: discrepancy.version, after, event })
    if (!saved) throw new Error(`#${number} changed while it was locked`)
    await steerLadders(transaction, {
      reconciliation: context.settings.reconciliations.find(({ name }) => name === saved.reconciliation),
      happened: [{ after: saved, did: event.kind }],
      now: decision.request.now,
    })
    await tell(context, transaction, { saved, event: NOTES[event.kind] ?? null, decision })
    await followIncidents(context, transaction, { saved, event })
    return { accepted: true, discrepancy: saved, did: event.kind }
  })
  if (moved.accepted) context.wakeDelivery()
  return moved
}

type Allowed = Exclude<ReturnType<Decide>, { readonly refused: Refused }>

async function judge(
  discrepancy: Discrepancy | null,
  { db, number, decide }: { db: Database; number: number; decide: Decide },
): Promise<Extract<Moved, { accepted: false }> | { discrepancy: Discrepancy; decision: Allowed }> {
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const events = await listLatestEvents(db, number)
  const decision = decide(discrepancy, events)
  if (!('refused' in decision)) return { discrepancy, decision }
  // Who looked at hidden values changed nothing.
  const last = events.findLast((event) => !isAside(event)) ?? null
  return { accepted: false, ...decision, discrepancy, last }
}

async function tell(
  context: Context,
  transaction: Database,
  {
    saved,
    event,
    decision: { tells, request },
  }: {
    saved: Discrepancy
    event: NoteEvent | null
    decision: Allowed
  },
): Promise<void> {
  const shown = await listShownTags(transaction, [...tagsOfDiscrepancy(saved), ...lineTags(saved)])
  const { notify, shadow: isShadow = false } =
    context.settings.reconciliations.find(({ name }) => name === saved.reconciliation) ??
    (await asItStands(transaction, saved))
  const { isOneOfMany = false } = request
  const wanted = planTriageMessages({
    notify,
    tells,
    event,
    discrepancy: saved,
    isShadow,
    isOneOfMany,
    shown,
  })
  const isSaid = wanted.some(({ about }) => about.kind === 'note')
  const waiting = isSaid ? await findWaitingLine(transaction, lineTags(saved)) : null
  await enqueue(transaction, joinLines(wanted, waiting), request.now)
  if (tells !== 'nothing') await editDigests(transaction, { numbers: [saved.number], now: request.now })
}

/** The config does not have it any more: nobody is told, but whoever acts on its card sees the card change. */
async function asItStands(transaction: Database, { number }: Discrepancy) {
  const card = await findMessage(transaction, messageTag.card(number))
  return { notify: { channel: card?.channel ?? null }, shadow: true }
}
