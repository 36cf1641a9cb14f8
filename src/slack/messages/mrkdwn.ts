import type { MrkdwnElement } from '@slack/types'
import type { Actor } from '../../domain/discrepancy.ts'
import { cut, LIMITS } from '../limits.ts'
import { visible } from './visible.ts'

/** A text object of text that is escaped already. Slack is told not to look for links and names of its own in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true }
}

/** Text for a mrkdwn block: nothing in it pings, links or formats by Slack's escapes. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Words of others (a title, a name, a note) in running text: on one line, escaped, their formatting signs harmless. */
export function plain(text: string, limit: number = LIMITS.cellText): string {
  const flat = cut(visible(text.replace(/\s+/g, ' ').trim()), limit)
  const unformatted = flat.replace(/[*~`]|(?<!\w)_|_(?!\w)/g, (sign) => LOOKALIKES[sign] ?? sign)
  return escapeMrkdwn(unformatted) || '–'
}

/** Slack has no escape for its formatting signs: these look alike and format nothing. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' }

/** A value as read, in a code span: backticks neutralised, what is invisible made visible. */
export function code(value: string, limit: number = LIMITS.cellText): string {
  return `\`${escapeMrkdwn(cut(visible(value), limit)).replaceAll('`', 'ˋ') || ' '}\``
}

/** An instant in the reader's own time zone, with UTC where Slack cannot format it. */
export function dateToken(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time}|${plainDate(at)}>`
}

/** `2026-11-01 09:30 UTC`. */
function plainDate(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Who did something, for mrkdwn: Slack users by mention, others by name. */
export function person(actor: Actor): string {
  if (actor.kind !== 'person') return actor.kind === 'run' ? 'a run' : 'a timer'
  if (actor.surface === 'slack') return userMention(actor.id) ?? plain(actor.id)
  if (actor.surface === 'http') return `the token ${plain(actor.id)}`
  const where = { cli: 'at the command line', run: '', timer: '' }[actor.surface]
  return `${plain(actor.id)} ${where}`.trim()
}

/** Whose a discrepancy is: Slack users by mention, others by name. */
export function ownerName(owner: string): string {
  return userMention(owner) ?? plain(owner, 80)
}

/** Whom to call on escalation, as written in the config: an id or Slack's own token mentions, other words do not. */
export function mention(target: string): string {
  const broadcast = /^@(here|channel|everyone)$/.exec(target)
  if (broadcast) return `<!${broadcast[1]}>`
  const group = /^(?:<!subteam\^)?(S[A-Z0-9]{2,})(?:\|[^<>]*)?>?$/.exec(target)
  if (group) return `<!subteam^${group[1]}>`
  const user = /^<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>$/.exec(target)
  return userMention(user?.[1] ?? target) ?? plain(target)
}

function userMention(id: string): string | null {
  return /^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : null
}
