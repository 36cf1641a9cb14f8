import type { KnownBlock } from '@slack/types'
import { section } from './blocks.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { keyText } from './secrecy.ts'
import { statusMarks } from './status-line.ts'
import { triageButtons } from './triage-buttons.ts'
import { describeFinding, type Listed, SEVERITY_LABELS, STATUS_LABELS } from './words.ts'

/** One discrepancy in a list: two lines without values, then its buttons. Their `place` must be the list's own. */
export function discrepancyRow(listed: Listed, place: string): KnownBlock[] {
  const { discrepancy, reconciliation } = listed
  const { number, finding, status } = discrepancy
  const name = plain(reconciliation?.title ?? discrepancy.reconciliation)
  const shadow = reconciliation?.shadow ? '  ·  👥 shadow' : ''
  const key = finding.kind === 'schema' ? '' : ` ${code(keyText(reconciliation, finding.key))}`
  const text = section(
    `*#${number}*  ·  ${plain(describeFinding(finding))}  ·  ${name}${key}`,
    [
      SEVERITY_LABELS[finding.severity],
      STATUS_LABELS[status],
      ...statusMarks(discrepancy),
      `since ${dateToken(discrepancy.firstSeenAt)}${shadow}`,
    ].join('  ·  '),
  )
  const buttons = triageButtons(discrepancy, place)
  return buttons === null ? [text] : [text, buttons]
}
