import type { Actor, Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { section } from './blocks.ts'
import { cardText } from './discrepancy-card.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, mention, person, plain } from './mrkdwn.ts'
import { ordinal } from './words.ts'

export interface NoteView {
  readonly discrepancy: Discrepancy
  /** Null when it is no longer in the config. */
  readonly reconciliation: Reconciliation | null
  readonly event: 'escalated' | 'reopened'
  /** Who did it, when, and what they said. */
  readonly actor: Actor
  readonly at: Date
  readonly note: string | null
}

/** A line in the thread of a card: whom an escalation calls, or that a resolved discrepancy came back. */
export function discrepancyNote(view: NoteView): Message {
  const lines = view.event === 'escalated' ? escalated(view) : reopened(view)
  return makeMessage(lines.join('\n'), [section(...lines)])
}

function escalated({ discrepancy, reconciliation, actor, note }: NoteView): string[] {
  const target = reconciliation?.triage.escalateTo ?? null
  const call = target === null ? '📣 ' : `📣 ${mention(target)}: `
  const lines = [`${call}#${discrepancy.number} was escalated by ${person(actor)}.`]
  if (note !== null) lines.push(`“${plain(note, 500)}”`)
  return [...lines, cardText(discrepancy, reconciliation)]
}

function reopened({ discrepancy, reconciliation, at }: NoteView): string[] {
  const { number, timesReopened } = discrepancy
  const times = timesReopened > 1 ? `, for the ${ordinal(timesReopened)} time` : ''
  return [`🔁 #${number} came back ${dateToken(at)}${times}.`, cardText(discrepancy, reconciliation)]
}
