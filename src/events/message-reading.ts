import type { MessageRules } from '../domain/message-rules.ts'
import { type Json, lookUp, rawText } from '../domain/read-json.ts'
import type { RawValue } from '../domain/record.ts'
import type { NotedEvent } from '../operations/note-events.ts'

/** What became of a message: events, or nothing that can be said of a record. */
export interface MessageReading {
  readonly events: readonly NotedEvent[]
  /** Why it could not be read. It may have an event all the same, where its key could. Holds no value of the message. */
  readonly unreadable?: string
}

/** What is kept of a record, by the names of the columns. */
export function keptColumns(
  rules: MessageRules,
  from: { readonly record: Json; readonly key: Json | undefined },
): Pick<NotedEvent, 'record'> {
  if (rules.columns === null) return {}
  const cells = rules.columns.flatMap(({ name, of, path }): [string, RawValue][] => {
    const base = of === 'key' ? from.key : from.record
    const value = base === undefined ? undefined : lookUp(base, path)
    // What is absent is not null: a column that no message has is a mistake in the config, and is told as one.
    return value === undefined ? [] : [[name, rawText(value)]]
  })
  return { record: Object.fromEntries(cells) }
}

/**
 * A record of which only the key is known: every other column says so, in words that are no number, date or boolean, so
 * that the comparison shows them. A cell without the value is better than an old value that looks right.
 */
export function unreadableRecord(rules: MessageRules, key: readonly string[]): Pick<NotedEvent, 'record'> {
  if (rules.columns === null) return {}
  const ofKey = new Map(rules.key.map(({ name }, index) => [name, key[index]!]))
  return {
    record: Object.fromEntries(rules.columns.map(({ name }) => [name, ofKey.get(name) ?? UNREADABLE])),
  }
}

export const UNREADABLE = '(message cannot be read)'
