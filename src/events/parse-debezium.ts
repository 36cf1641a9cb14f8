import type { MessageRules } from '../domain/message-rules.ts'
import { isObject, type Json, type JsonObject } from '../domain/read-json.ts'
import type { TopicMessage } from '../domain/topic.ts'
import { connectRow } from './connect-row.ts'
import { instantOf } from './instant-of.ts'
import { keyParts, keyPartsOfKey } from './key-parts.ts'
import { messageJson, messageKey } from './message-json.ts'
import { keptColumns, type MessageReading, unreadableRecord } from './message-reading.ts'

/** Reads a change event of Debezium, with its schema around it or without. Without a value it says what was deleted. */
export function parseDebezium(message: TopicMessage, rules: MessageRules, now: Date): MessageReading {
  const wrappedKey = unwrap(messageKey(message.key))
  const key = isObject(wrappedKey.payload)
    ? connectRow(wrappedKey.payload, wrappedKey.schema)
    : wrappedKey.payload
  const seen = { rules, key, at: message.at ?? now }
  if (message.value === null) return deleted(seen, null)
  const { payload, schema } = unwrap(messageJson(message.value))
  if (!isObject(payload) || typeof payload.op !== 'string')
    return unreadable(seen, 'its value is no change event of Debezium: it has no op')
  const at = writtenAt(payload) ?? seen.at
  return readOperation(
    { ...seen, at },
    {
      op: payload.op,
      before: rowAt(payload, 'before', schema),
      after: rowAt(payload, 'after', schema),
    },
  )
}

/** What is known of a message before its operation. */
interface Seen {
  readonly rules: MessageRules
  readonly key: Json | undefined
  readonly at: Date
}

interface Operation {
  readonly op: string
  readonly before: JsonObject | null
  readonly after: JsonObject | null
}

const EMPTIED = 'it says that the whole table was emptied, which is not followed record by record'

function readOperation(seen: Seen, { op, before, after }: Operation): MessageReading {
  const { rules, key, at } = seen
  const { side } = rules
  if (op === 'd') return deleted(seen, before)
  if (op === 'm') return { events: [] }
  if (op === 't') return { events: [], unreadable: EMPTIED }
  if (!['c', 'r', 'u'].includes(op)) return unreadable(seen, 'its op is none of c, r, u, d, t and m')
  if (!after) return unreadable(seen, 'it has no row "after"')
  const found = keyParts(rules, { record: after, key })
  if ('why' in found) return { events: [], unreadable: found.why }
  const written = { side, key: found.parts, at, ...keptColumns(rules, { record: after, key }) }
  const old = before && op === 'u' ? keyParts(rules, { record: before, key }) : null
  const moved = old && 'parts' in old && !isSame(old.parts, found.parts) ? old.parts : null
  return { events: [...(moved ? [{ side, key: moved, at, record: null }] : []), written] }
}

/** `{ "schema": ..., "payload": ... }` as Connect's JSON converter writes it, or the payload alone. */
function unwrap(value: Json | undefined): {
  readonly payload: Json | undefined
  readonly schema: Json | undefined
} {
  const isWrapped = isObject(value) && 'schema' in value && 'payload' in value
  return isWrapped ? { payload: value.payload, schema: value.schema } : { payload: value, schema: undefined }
}

function rowAt(payload: JsonObject, place: 'before' | 'after', schema: Json | undefined): JsonObject | null {
  const row = payload[place]
  if (!isObject(row)) return null
  const fields = isObject(schema) && Array.isArray(schema.fields) ? (schema.fields as Json[]) : []
  return connectRow(
    row,
    fields.find((field) => isObject(field) && field.field === place),
  )
}

/** When the database wrote it, or where that is not said when it was read. */
function writtenAt({ source, ts_ms }: JsonObject): Date | null {
  return instantOf(isObject(source) ? source.ts_ms : undefined) ?? instantOf(ts_ms)
}

/** The message's own key says it as well: a database may tell nothing of what it deleted. */
function deleted({ rules, key, at }: Seen, before: JsonObject | null): MessageReading {
  const inRow = before ? keyParts(rules, { record: before, key }) : null
  const found = inRow && 'parts' in inRow ? inRow : keyPartsOfKey(rules, key)
  if ('why' in found) return { events: [], unreadable: `it says that a record was deleted, and ${found.why}` }
  return { events: [{ side: rules.side, key: found.parts, at, record: null }] }
}

function unreadable({ rules, key, at }: Seen, why: string): MessageReading {
  const found = keyPartsOfKey(rules, key)
  if ('why' in found) return { events: [], unreadable: why }
  const { side } = rules
  return {
    events: [{ side, key: found.parts, at, ...unreadableRecord(rules, found.parts) }],
    unreadable: why,
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.every((part, index) => part === other[index])
}
