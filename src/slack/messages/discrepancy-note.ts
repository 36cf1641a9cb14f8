import type { Actor, Discrepancy } from '../../domain/discrepancy.ts'
import type { EventDetails } from '../../domain/discrepancy-event.ts'
import type { NoteEvent } from '../../domain/outbox.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { sections } from './blocks.ts'
import { cardText } from './discrepancy-card.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, mention, ownerName, person, plain } from './mrkdwn.ts'
import { quoteLines } from './quote-lines.ts'
import { lasting, ordinal } from './words.ts'

export interface NoteView {
  readonly discrepancy: Discrepancy
  /** Null when it is no longer in the config. */
  readonly reconciliation: Reconciliation | null
  readonly event: NoteEvent
  /** Who did it, when, and what they said. */
  readonly actor: Actor
  readonly at: Date
  readonly note: string | null
  readonly details?: EventDetails | null
  /** Of one that came back: when it had been resolved. */
  readonly resolvedAt?: Date | null
}

/** A line in the thread of a card: what happened, and what that means for whoever reads it. */
export function discrepancyNote(view: NoteView): Message {
  const { note } = view
  const inShort = linesOf(view, note === null ? [] : [`“${plain(note, 500)}”`])
  return makeMessage(inShort.join('\n'), sections(...linesOf(view, note === null ? [] : quoteLines(note))))
}

function linesOf(view: NoteView, said: readonly string[]): string[] {
  const { discrepancy, reconciliation, actor, at } = view
  const name = `#${discrepancy.number}`
  switch (view.event) {
    case 'escalated':
      return escalated(view, said)
    case 'reopened':
      return [`🔁 ${name} came back${cameBack(view)}.`, cardText(discrepancy, reconciliation)]
    case 'flapping':
      return [
        `🔁 ${name} came back${cameBack(view)}: the third time within 24 hours.`,
        'Nothing more is said here until it has been stable for 24 hours. Its card and the digest go on showing it.',
      ]
    case 'stable':
      return [`${name} has not come back for 24 hours. What happens to it is told here again.`]
    case 'changed':
      return [`✏️ The values of ${name} changed, ${dateToken(at)}. The card shows them as they are now.`]
    case 'woke':
      return [
        actor.kind === 'run' ? wokenByRun(name, at) : `⏰ The snooze of ${name} is over: it is still open.`,
      ]
    case 'assigned':
      return [assigned(view), ...said]
    case 'noted':
      return [`💬 ${person(actor)} on ${name}:`, ...said]
    case 'undone':
      return [
        `↩️ ${person(actor)} undid the last change of ${name}: it is ${discrepancy.status} again.`,
        ...said,
      ]
  }
}

function wokenByRun(name: string, at: Date): string {
  return `⏰ A value of ${name} changed while it was snoozed, ${dateToken(at)}: the snooze is over. The card shows the values as they are now.`
}

function escalated(
  { discrepancy, reconciliation, actor, details }: NoteView,
  said: readonly string[],
): string[] {
  const target = details?.to ?? reconciliation?.triage.escalateTo ?? null
  const call = target === null ? '📣 ' : `📣 ${mention(target)}: `
  const gone =
    details?.insteadOf === undefined
      ? ''
      : ` ${mention(details.insteadOf)}, whom the config names, is deactivated.`
  const first = `${call}#${discrepancy.number} was escalated by ${person(actor)}.${gone}`
  return [first, ...said, cardText(discrepancy, reconciliation)]
}

/** ` 2026-11-04 09:30, after 3 d, for the 4th time` */
function cameBack({ discrepancy: { timesReopened }, at, resolvedAt = null }: NoteView): string {
  const after = resolvedAt === null ? '' : ` after ${lasting(resolvedAt, at)}`
  return ` ${dateToken(at)}${after}${timesReopened > 1 ? `, for the ${ordinal(timesReopened)} time` : ''}`
}

function assigned({ discrepancy: { number }, actor, details }: NoteView): string {
  const owner = details?.owner ?? null
  return owner === null
    ? `👤 #${number} belongs to nobody any more, says ${person(actor)}.`
    : `👤 #${number} was assigned to ${ownerName(owner)} by ${person(actor)}.`
}
