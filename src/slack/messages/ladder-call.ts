import type { CardExtras } from '../../domain/card-extras.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, section } from './blocks.ts'
import { cardText } from './discrepancy-card.ts'
import { ladderLine } from './ladder-line.ts'
import { type Message, makeMessage } from './message.ts'
import { statusLine } from './status-line.ts'
import { triageButtons } from './triage-buttons.ts'

export interface LadderCallView {
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
  readonly extras: CardExtras
  /** Where its card stands; null: nobody can say. */
  readonly link: string | null
}

/** Written to a person directly, with buttons that act from there; afterwards it shows who answered. */
export function ladderCall({ discrepancy, reconciliation, extras, link }: LadderCallView): Message {
  const { number, status } = discrepancy
  const isOpen = status === 'new' || status === 'escalated'
  const first = isOpen
    ? `📣 *#${number} needs somebody*: nobody has answered yet.`
    : `#${number} needs you no longer.`
  const subject = cardText(discrepancy, reconciliation)
  const card = link === null ? [] : [`<${link}|Its card> shows all values.`]
  const said = statusLine(discrepancy)
  return makeMessage(`${first.replaceAll('*', '')} ${subject}`, [
    section(first, subject, ...card),
    said.length === 0 ? null : context(...said),
    isOpen ? ladderLine(discrepancy, extras) : null,
    isOpen ? triageButtons(discrepancy, 'call') : null,
  ])
}
