import type { MessageRules } from '../domain/message-rules.ts'
import type { TopicMessage } from '../domain/topic.ts'
import type { NotedEvent } from '../operations/note-events.ts'
import { parseDebezium } from './parse-debezium.ts'
import { parseJsonMessage } from './parse-json-message.ts'

/** What messages of one partition say, in their order. */
export interface MessagesRead {
  readonly events: readonly NotedEvent[]
  readonly unreadable: { readonly count: number; readonly offset: bigint; readonly why: string } | null
}

/** Reads messages as these rules say. Remembers what the partition's last message deleted. */
export function messageReader(rules: MessageRules) {
  const parse = rules.format === 'debezium' ? parseDebezium : parseJsonMessage
  const deletes = new Map<number, Deleted>()
  return (messages: readonly TopicMessage[], now: Date): MessagesRead => {
    const events: NotedEvent[] = []
    let unreadable = null as MessagesRead['unreadable']
    for (const message of messages) {
      if (rules.format === 'debezium' && isEcho(message, deletes.get(message.partition))) continue
      const reading = parse(message, rules, now)
      if (reading.unreadable !== undefined) {
        const { offset } = message
        unreadable = { count: (unreadable?.count ?? 0) + 1, offset, why: reading.unreadable }
      }
      const isDelete = reading.events.length === 1 && reading.events[0]!.record === null
      if (isDelete) deletes.set(message.partition, { offset: message.offset, key: message.key })
      events.push(...reading.events)
    }
    return { events, unreadable }
  }
}

interface Deleted {
  readonly offset: bigint
  readonly key: Uint8Array | null
}

/**
 * Debezium sends a message without a value right after each delete, for the broker to clean up by. It carries a later
 * time than what the database may have written meanwhile, and so must not be taken for a second delete.
 */
function isEcho(message: TopicMessage, before: Deleted | undefined): boolean {
  if (!before || message.value !== null || message.offset !== before.offset + 1n) return false
  return Buffer.compare(message.key ?? Buffer.alloc(0), before.key ?? Buffer.alloc(0)) === 0
}
