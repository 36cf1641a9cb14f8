import type { KnownBlock } from '@slack/types'
import type { OutboxRow } from '../../domain/outbox.ts'
import { button, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

export type Undelivered = Pick<OutboxRow, 'about' | 'channel' | 'error'>

/** Action id of the button that tries everything again that was given up. */
export const RETRY_ACTION_ID = 'deliveries.retry'

const SHOWN = 5

/** What could not be told, where, why and what to do; nothing where all is well. */
export function deliveryProblems(
  failed: readonly Undelivered[],
  waiting: readonly Undelivered[],
): KnownBlock[] {
  return [...failedBlocks(failed), ...waitingBlocks(waiting)]
}

function failedBlocks(failed: readonly Undelivered[]): KnownBlock[] {
  if (failed.length === 0) return []
  const title = `⚠️ *${countOf(failed.length, 'message')} could not be delivered*`
  const remedy = 'When the cause is mended:'
  return [
    section(title, ...linesOf(failed), remedy),
    {
      type: 'actions',
      block_id: 'deliveries',
      elements: [button(`Try again (${failed.length})`, RETRY_ACTION_ID, 'all')],
    },
  ]
}

function waitingBlocks(waiting: readonly Undelivered[]): KnownBlock[] {
  if (waiting.length === 0) return []
  const title = `⏳ *${countOf(waiting.length, 'message')} late*, tried again without your doing`
  return [section(title, ...linesOf(waiting))]
}

function linesOf(rows: readonly Undelivered[]): string[] {
  const lines = rows
    .slice(0, SHOWN)
    .map(
      ({ about, channel, error }) =>
        `• ${nameOf(about)}${placeOf(about, channel)}: ${plain(error ?? 'unknown', 400)}`,
    )
  return rows.length > SHOWN ? [...lines, `and ${rows.length - SHOWN} more`] : lines
}

function placeOf({ kind }: OutboxRow['about'], channel: string): string {
  return kind === 'incident' ? '' : ` in ${plain(channel)}`
}

/** What the message is, in words. */
function nameOf(about: OutboxRow['about']): string {
  switch (about.kind) {
    case 'discrepancy':
      return `card #${about.number}`
    case 'note':
      return `note below card #${about.number} (${about.event})`
    case 'call':
      return `call about #${about.number}`
    case 'run-group':
      return 'group message of a run'
    case 'group-note':
      return 'note below the group message of a run'
    case 'held':
      return 'message of a held run'
    case 'failing':
      return 'message of failing runs'
    case 'schedule':
      return `line that a schedule was ${about.did}`
    case 'cause-gone':
      return 'line that a cause is gone'
    case 'remedy-off':
      return 'message that a remedy is switched off'
    case 'digest':
      return 'digest'
    case 'incident':
      return `incident of #${about.number} at ${plain(about.service)}`
  }
}

/** The answer to whoever had it tried again. */
export function retryAnswer(count: number): Message {
  const sentence =
    count === 0
      ? '✅ Nothing to try again: no message was given up.'
      : `🔁 ${countOf(count, 'message')} ${count === 1 ? 'is' : 'are'} tried again now. What fails again stands in /recon status.`
  return makeMessage(sentence, [section(sentence)])
}
