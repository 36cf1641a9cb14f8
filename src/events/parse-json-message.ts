import type { MessageRules } from '../domain/message-rules.ts'
import { isObject, type Json, lookUp } from '../domain/read-json.ts'
import type { TopicMessage } from '../domain/topic.ts'
import { instantOf } from './instant-of.ts'
import { keyParts, keyPartsOfKey } from './key-parts.ts'
import { messageJson, messageKey } from './message-json.ts'
import { keptColumns, type MessageReading, unreadableRecord } from './message-reading.ts'

/** Reads a message that is the record as JSON, or holds it; without a value, or with null for it, it was deleted. */
export function parseJsonMessage(message: TopicMessage, rules: MessageRules, now: Date): MessageReading {
  const key = messageKey(message.key)
  const { side } = rules
  if (message.value === null) return deleted({ key, rules, at: message.at ?? now })
  const value = messageJson(message.value)
  const record = value === undefined ? undefined : lookUp(value, rules.record)
  const at = writtenAt({ value, record, rules }) ?? message.at ?? now
  if (record === null) return deleted({ key, rules, at })
  if (!isObject(record)) {
    const why = value === undefined ? 'its value is no JSON' : 'its value holds no record'
    const found = keyParts(rules, { record: undefined, key })
    if ('why' in found) return { events: [], unreadable: why }
    const event = { side, key: found.parts, at, ...unreadableRecord(rules, found.parts) }
    return { events: [event], unreadable: why }
  }
  const found = keyParts(rules, { record, key })
  if ('why' in found) return { events: [], unreadable: found.why }
  return { events: [{ side, key: found.parts, at, ...keptColumns(rules, { record, key }) }] }
}

function deleted({
  key,
  rules,
  at,
}: {
  key: Json | undefined
  rules: MessageRules
  at: Date
}): MessageReading {
  const found = keyPartsOfKey(rules, key)
  if ('why' in found) return { events: [], unreadable: `it has no value, and ${found.why}` }
  return { events: [{ side: rules.side, key: found.parts, at, record: null }] }
}

/** By the path of `at`, in the record or in what is around it. */
function writtenAt({
  value,
  record,
  rules,
}: {
  readonly value: Json | undefined
  readonly record: Json | undefined
  readonly rules: MessageRules
}): Date | null {
  const { at } = rules
  if (at === null) return null
  const [inside, around] = [record, value].map((base) => (base === undefined ? undefined : lookUp(base, at)))
  return instantOf(inside ?? around)
}
