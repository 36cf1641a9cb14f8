import type { Actor } from '../../domain/discrepancy.ts'
import type { GroupNote } from '../../domain/outbox.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, mention, person, plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

export interface GroupNoteView {
  readonly reconciliation: Reconciliation
  readonly by: Actor
  readonly count: number
  readonly at: string
  readonly fix?: GroupNote['fix']
}

/** Calls whoever the config names, once for many, in the thread of the group message; or says what a fix of many came to. */
export function groupNote({ reconciliation, by, count, at, fix }: GroupNoteView): Message {
  if (fix) return fixNote(fix, { by, at })
  const target = reconciliation.triage.escalateTo ?? null
  const call = target === null ? '📣 ' : `📣 ${mention(target)}: `
  const what = countOf(count, 'discrepancy', 'discrepancies')
  const lines = [
    `${call}${what} of ${plain(reconciliation.title)} ${count === 1 ? 'was' : 'were'} escalated by ${person(by)}, ${dateToken(new Date(at))}.`,
    'The message above shows which, and *Triage* or *Browse* there acts on them.',
  ]
  return makeMessage(lines.join('\n'), [section(...lines)])
}

/** What came of one approved fix of many: 🔧 who did what, and how many are proven. */
function fixNote(
  { remedy, words }: NonNullable<GroupNoteView['fix']>,
  { by, at }: Pick<GroupNoteView, 'by' | 'at'>,
): Message {
  const line = `🔧 *${plain(remedy)}* by ${person(by)}, ${dateToken(new Date(at))}: ${plain(words)}`
  return makeMessage(line, [section(line)])
}
