import type { ContextBlock, SectionBlock } from '@slack/types'
import type { CardExtras } from '../../domain/card-extras.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import { dueAt } from '../../domain/due-at.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { attemptLine } from './attempt-line.ts'
import { context, section } from './blocks.ts'
import { evidence } from './evidence.ts'
import { withFixButton } from './fix-button.ts'
import { incidentLine } from './incident-line.ts'
import { ladderLine } from './ladder-line.ts'
import { lookMenu } from './look-menu.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { isSecret, keyText } from './secrecy.ts'
import { statusLine } from './status-line.ts'
import { triageButtons, writePlace } from './triage-buttons.ts'
import { countOf, describeCause, describeFinding, ordinal, SEVERITY_LABELS, STATUS_LABELS } from './words.ts'

/**
 * One discrepancy as its row now is. Without its definition (taken out of the config) no value is shown. A card
 * always holds rich text: Slack refuses to edit a message that has it into one that has not.
 */
export function discrepancyCard(
  discrepancy: Discrepancy,
  reconciliation: Reconciliation | null,
  extras: CardExtras = {},
): Message {
  return makeMessage(cardText(discrepancy, reconciliation), [
    title(discrepancy, reconciliation),
    evidence(discrepancy.finding, reconciliation),
    opinion(discrepancy, reconciliation),
    status(discrepancy),
    incidentLine(extras.incidents),
    ladderLine(discrepancy, extras),
    history(discrepancy, reconciliation),
    attemptLine(extras.attempt, discrepancy, reconciliation),
    withFixButton(triageButtons(discrepancy), discrepancy, extras),
  ])
}

/** State and subject in one line: `#12 acknowledged, high: balance differs. Customers, id 1042`. */
export function cardText(
  { number, status, finding, ...rest }: Discrepancy,
  of: Reconciliation | null,
): string {
  const name = plain(of?.title ?? rest.reconciliation)
  const where =
    finding.kind === 'schema' ? name : `${name}, ${keyNames(of)} ${plain(keyText(of, finding.key))}`
  return `#${number} ${status}, ${finding.severity}: ${plain(describeFinding(finding))}. ${where}`
}

/** `*#12 · balance differs*`, and below it severity, reconciliation and key. */
function title(discrepancy: Discrepancy, reconciliation: Reconciliation | null): SectionBlock {
  const { number, status, finding } = discrepancy
  const state = status === 'new' ? '' : `  ·  ${STATUS_LABELS[status]}`
  const name = plain(reconciliation?.title ?? discrepancy.reconciliation)
  const key =
    finding.kind === 'schema'
      ? 'every record'
      : `${keyNames(reconciliation)} ${code(keyText(reconciliation, finding.key))}`
  const text = section(
    `*#${number}  ·  ${plain(describeFinding(finding))}*${state}`,
    `${SEVERITY_LABELS[finding.severity]}  ·  ${name}  ·  ${key}`,
  )
  return {
    ...text,
    block_id: writePlace('card', number, 'look'),
    accessory: lookMenu(discrepancy, reconciliation),
  }
}

function keyNames(reconciliation: Reconciliation | null): string {
  return plain(reconciliation?.keyNames.join(' / ') ?? 'key')
}

/** Which side is probably right, and what probably happened; null where no rule says. */
function opinion({ finding }: Discrepancy, reconciliation: Reconciliation | null): SectionBlock | null {
  if (finding.kind !== 'mismatch') return null
  const lines: string[] = []
  if (finding.likelyCorrect !== null) {
    const reason = finding.likelyCorrectReason === null ? '' : ` (${plain(finding.likelyCorrectReason)})`
    lines.push(`*Likely correct:* ${plain(finding.likelyCorrect)}${reason}`)
  }
  if (finding.cause !== null && mayTell(finding.cause, isSecret(reconciliation, finding.field))) {
    const detail = finding.causeDetail === undefined ? '' : ` (${plain(finding.causeDetail)})`
    lines.push(`*Looks like:* ${plain(describeCause(finding.cause))}${detail}`)
  }
  return lines.length === 0 ? null : section(...lines)
}

/** That a hidden value begins with another would let whoever can write to one side find it out, letter by letter. */
function mayTell(cause: string, secret: boolean): boolean {
  return !(secret && cause === 'truncation')
}

function history(discrepancy: Discrepancy, reconciliation: Reconciliation | null): ContextBlock {
  const { firstSeenAt, lastSeenAt, timesSeen, timesReopened } = discrepancy
  const parts = [`First seen ${dateToken(firstSeenAt)}`]
  if (timesSeen > 1) parts.push(`last seen ${dateToken(lastSeenAt)}`, `seen ${countOf(timesSeen, 'time')}`)
  if (timesReopened > 0) parts.push(`came back${timesReopened > 1 ? `, ${ordinal(timesReopened)} time` : ''}`)
  const due = reconciliation && dueAt(discrepancy, reconciliation.triage)
  if (due) parts.push(`due ${dateToken(due)}`)
  return context(...parts)
}

function status(discrepancy: Discrepancy): ContextBlock | null {
  const parts = statusLine(discrepancy)
  return parts.length === 0 ? null : context(...parts)
}
