import type { ScheduleNote } from '../../domain/outbox.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, person, plain } from './mrkdwn.ts'

/** One line for everybody: `Ada paused Customers until 09:00: migration`. */
export function scheduleNote(note: ScheduleNote & { readonly title: string }): Message {
  const { did, by, until, reason, title } = note
  const why = reason === null ? '' : `: ${plain(reason, 500)}`
  const end = until === null ? '' : ` until ${dateToken(new Date(until))}`
  const line =
    did === 'paused'
      ? `🚧 ${person(by)} paused *${plain(title)}*${end}${why}`
      : `▶️ ${person(by)} resumed *${plain(title)}*`
  return makeMessage(line, [section(line)])
}
