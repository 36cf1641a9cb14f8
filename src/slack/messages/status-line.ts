import type { Discrepancy } from '../../domain/discrepancy.ts'
import { dateToken, person, plain } from './mrkdwn.ts'
import { REASON_LABELS } from './words.ts'

/** The last thing that somebody did: `👀 Acknowledged by @ada, today 09:30`; null while nobody did anything. */
export function statusLine(discrepancy: Discrepancy): string | null {
  const { status, statusBy, statusAt, resolution } = discrepancy
  const who = `by ${person(statusBy)}, ${dateToken(statusAt)}`
  switch (status) {
    case 'new':
      return null
    case 'acknowledged':
      return `👀 *Acknowledged* ${who}`
    case 'escalated':
      return `📣 *Escalated* ${who}`
    case 'resolved':
      if (statusBy.kind !== 'person')
        return `✅ *Resolved by itself*, ${dateToken(statusAt)}: ${byRun(resolution)}`
      return `✅ *Resolved* ${who}${resolution ? `: ${reason(resolution)}` : ''}`
  }
}

function byRun(resolution: Discrepancy['resolution']): string {
  const words = REASON_LABELS[resolution?.reason ?? 'agrees']
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function reason(resolution: NonNullable<Discrepancy['resolution']>): string {
  const words = REASON_LABELS[resolution.reason].toLowerCase()
  return resolution.note === null ? words : `${words}. “${plain(resolution.note, 300)}”`
}
