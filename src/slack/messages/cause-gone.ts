import type { CauseGone } from '../../domain/cause-state.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import { countOf, describeCause } from './words.ts'

const DAY_MS = 86_400_000

/** One line for everybody: `No more rounding in Customers: balance. 118 findings in 6 weeks, the last one 7 days ago` */
export function causeGone(note: CauseGone & { readonly title: string }): Message {
  const { title, field, cause, findings, since, lastSeenAt, at } = note
  const last = Date.parse(lastSeenAt)
  const lasted = span(Math.floor((last - Date.parse(`${since}T00:00:00Z`)) / DAY_MS) + 1)
  const days = countOf(Math.floor((Date.parse(at) - last) / DAY_MS), 'day')
  const what = plain(describeCause(cause), 80)
  return makeMessage(`No more ${what} in ${plain(title)}: ${plain(field, 80)}`, [
    section(
      `🟢 No more *${what}* in *${plain(title)}*: ${code(field, 80)}`,
      `${countOf(findings, 'finding')} in ${lasted}, the last one ${days} ago. ${code(`/recon trend ${note.reconciliation}`)} shows more.`,
    ),
  ])
}

/** `6 weeks`, `10 days`, `a day`. */
function span(days: number): string {
  if (days <= 1) return 'a day'
  return days < 14 ? countOf(days, 'day') : countOf(Math.round(days / 7), 'week')
}
