import type { Discrepancy } from '../../domain/discrepancy.ts'
import { describeVerification, type Verification } from '../../domain/verification.ts'
import { dateToken, ownerName, person, plain } from './mrkdwn.ts'
import { REASON_LABELS } from './words.ts'

/** How it stands: the last thing that somebody did (`👀 Acknowledged by @ada, today 09:30`), whose it is, what keeps it quiet. */
export function statusLine(discrepancy: Discrepancy): readonly string[] {
  const { owner } = discrepancy
  return [
    statusText(discrepancy),
    verificationText(discrepancy.resolution?.check),
    owner === null ? null : `👤 *Assigned* to ${ownerName(owner)}`,
    snoozeText(discrepancy),
    dampedText(discrepancy),
  ].filter((part) => part !== null)
}

/** Short, for a row of a list: `snoozed`, `flapping`, `@ada`; empty where there is nothing to say. */
export function statusMarks({ owner, snooze, damped }: Discrepancy): readonly string[] {
  return [
    ...(snooze === null ? [] : ['💤 snoozed']),
    ...(damped === null ? [] : ['🔁 flapping']),
    ...(owner === null ? [] : [`👤 ${ownerName(owner)}`]),
  ]
}

function statusText(discrepancy: Discrepancy): string | null {
  const { status, statusBy, statusAt, resolution } = discrepancy
  const who = `by ${person(statusBy)}, ${dateToken(statusAt)}`
  switch (status) {
    case 'new':
      return null
    case 'acknowledged':
      return `👀 *Acknowledged* ${who}`
    case 'escalated':
      return `📣 *Escalated* ${statusBy.kind === 'timer' ? `by its ladder, ${dateToken(statusAt)}` : who}`
    case 'resolved':
      if (statusBy.kind !== 'person')
        return `✅ *Resolved by itself*, ${dateToken(statusAt)}: ${byRun(resolution)}`
      return `✅ *Resolved* ${who}${resolution ? `: ${reason(resolution)}` : ''}`
  }
}

/** `☑️ *Verified*: the sides agreed`; null where nobody looked. */
export function verificationText(check: Verification | undefined): string | null {
  if (check === undefined) return null
  const [word, why] = describeVerification(check).split(/: (.*)/s)
  const sign = check.word === 'agreed' ? '☑️' : '⚠️'
  return `${sign} *${word!.charAt(0).toUpperCase()}${word!.slice(1)}*: ${plain(why!, 300)}`
}

/** Until when nobody wants to hear of it, and who said so; null: it is not snoozed. */
export function snoozeText({ snooze }: Discrepancy): string | null {
  if (snooze === null) return null
  const until = snooze.until === null ? 'its values change' : dateToken(snooze.until)
  return `💤 *Snoozed* until ${until}, by ${person(snooze.by)}`
}

function dampedText({ damped }: Discrepancy): string | null {
  if (damped === null) return null
  return `🔁 *Flapping*: it keeps coming back and is told in the digest only, unless stable until ${dateToken(damped.until)}`
}

function byRun(resolution: Discrepancy['resolution']): string {
  const words = REASON_LABELS[resolution?.reason ?? 'agrees']
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function reason(resolution: NonNullable<Discrepancy['resolution']>): string {
  const words = REASON_LABELS[resolution.reason].toLowerCase()
  return resolution.note === null ? words : `${words}. “${plain(resolution.note, 300)}”`
}
