import { isFedByEvents } from '../domain/event-records.ts'
import type { Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** What is wrong with sides whose records are told by events. */
export function checkEvents({
  config,
  sourceTypes,
}: {
  readonly config: ReconciliationConfig
  readonly sourceTypes: Readonly<Record<string, string>>
}): Problem[] {
  const isFed = (source: string | undefined) =>
    isFedByEvents(source === undefined ? source : sourceTypes[source])
  return Object.entries(config.sides).flatMap(([name, side]) => {
    const mapping = {
      path: ['sides', name, 'via', 'source'],
      sentence: `"${side.via?.source}" is told by events and is no table of keys: write a source that has one`,
    }
    const unawaited = {
      path: ['sides', name, 'source'],
      sentence: `"${side.source}" is told by events, and it is not said how soon the other sides must follow: write expectWithin: 5m on the reconciliation`,
    }
    return [
      ...(isFed(side.via?.source) ? [mapping] : []),
      ...(isFed(side.source) && config.expectWithin === undefined ? [unawaited] : []),
    ]
  })
}
