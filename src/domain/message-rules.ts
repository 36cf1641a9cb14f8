import type { JsonPath } from './json-path.ts'

/** Where a value of a message is: in its key or in its record. */
export interface ValuePlace {
  /** As the config writes it. */
  readonly name: string
  readonly of: 'key' | 'record'
  readonly path: JsonPath
}

/** How the messages of a topic become events of one side. */
export interface MessageRules {
  readonly side: string
  readonly format: 'json' | 'debezium'
  readonly key: readonly ValuePlace[]
  /** Where in the value the record is; empty: the value is the record. Debezium has its own place. */
  readonly record: JsonPath
  /** When it was written; null: the message's own time, or Debezium's. */
  readonly at: JsonPath | null
  /** What is kept of a record; null: messages only say that the other sides must follow. */
  readonly columns: readonly ValuePlace[] | null
}
