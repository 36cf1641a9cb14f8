import { parsePath } from '../domain/json-path.ts'
import type { MessageRules, ValuePlace } from '../domain/message-rules.ts'
import { placeOfValue } from '../domain/place-of-value.ts'
import type { Side } from '../domain/reconciliation.ts'
import type { KafkaSettings, Settings } from '../domain/settings.ts'
import type { TopicConsumer } from '../domain/topic-consumer.ts'

/** A topic that tells of one side, and how its messages are read. */
export interface FollowedTopic {
  readonly consumer: TopicConsumer
  /** Name of the source in the settings. */
  readonly source: string
  readonly from: KafkaSettings['from']
  readonly rules: MessageRules
}

/** The topics that the reconciliations ask for: of sides that are one, and of sides that one tells of. */
export function topicsOf({ sources, reconciliations }: Settings): FollowedTopic[] {
  return reconciliations.flatMap(({ name, sides }) =>
    sides.flatMap((side) => {
      const source = side.events?.source ?? side.source
      const settings = sources[source]
      if (settings?.type !== 'kafka') return []
      const consumer = { reconciliation: name, side: side.name, topic: settings.topic }
      return [{ consumer, source, from: settings.from, rules: rulesOf(side, settings) }]
    }),
  )
}

function rulesOf(side: Side, { format, record, at }: KafkaSettings): MessageRules {
  const { events } = side
  const writtenAt = events?.at ?? at
  return {
    side: side.name,
    format,
    key: (events?.key ?? side.keyColumns).map(placeOf),
    record: parsePath(record)!,
    at: writtenAt === null ? null : parsePath(writtenAt),
    columns: events ? null : columnsOf(side).map(placeOf),
  }
}

/** What a comparison may ask of a record. */
function columnsOf(side: Side): string[] {
  const { keyColumns, columns, updatedAt, dateColumn, groupBy } = side
  const named = [...keyColumns, ...Object.values(columns), updatedAt, dateColumn, groupBy?.partsColumn]
  return [...new Set(named.filter((column): column is string => typeof column === 'string'))]
}

/** A column that is no path is the name of a member as it stands. */
function placeOf(name: string): ValuePlace {
  return placeOfValue(name) ?? { name, of: 'record', path: [name] }
}
