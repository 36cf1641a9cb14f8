import { createHash } from 'node:crypto'
import type { Message } from '../slack/messages/message.ts'

/** Equal for messages that look the same: what stands in Slack already need not be sent. */
export function hashMessage({ text, blocks }: Message): string {
  return createHash('sha256').update(JSON.stringify({ text, blocks })).digest('hex')
}
