import type { Connector } from '../connectors/contract.ts'
import { decodeRecord, type RecordBatch } from '../domain/record-batch.ts'
import { type ComparisonPlan, parseTimestamp } from '../engine/index.ts'
import type { Connectors } from './connect-sides.ts'

/** Sees every `updatedAt` that is read of the sides, and keeps each side's newest. */
export interface ChangeWatch {
  /** The same connectors, watched. */
  watch(plan: ComparisonPlan, connectors: Connectors): Connectors
  /** By side; null where none told an instant up to the end of the watch. */
  newest(): Record<string, Date | null>
}

/**
 * Instants after `until` do not count: one record dated in the future would hide all changes up to then. What was read
 * is known to the millisecond below.
 */
export function watchChanges(until: Date): ChangeWatch {
  const newest: Record<string, number | null> = {}
  return {
    watch: (plan, connectors) => {
      const watched = plan.reconciliation.sides.flatMap(({ name, updatedAt }) => {
        if (updatedAt === null) return []
        const zone = plan.sides.find((side) => side.name === name)!.updatedAtZone
        newest[name] ??= null
        const note = noteNewest(zone, (at) => {
          if (at <= until.getTime() && at > (newest[name] ?? Number.NEGATIVE_INFINITY)) newest[name] = at
        })
        return [[name, watchConnector(connectors[name]!, updatedAt, note)] as const]
      })
      return { ...connectors, ...Object.fromEntries(watched) }
    },
    newest: () =>
      Object.fromEntries(
        Object.entries(newest).map(([name, at]) => [name, at === null ? null : new Date(at)]),
      ),
  }
}

function noteNewest(zone: string, tell: (at: number) => void): (text: string) => void {
  let last = ''
  return (text) => {
    // Many records were written at once.
    if (text === last) return
    last = text
    const instant = parseTimestamp(text, zone)
    if (instant === null || typeof instant === 'string') return
    tell(instant.seconds * 1_000 + Number(instant.fraction.padEnd(3, '0').slice(0, 3)))
  }
}

function watchConnector(connector: Connector, column: string, note: (text: string) => void): Connector {
  return {
    columns: (location, named) => connector.columns(location, named),
    close: () => connector.close(),
    read: (request) => {
      const cell = request.columns.lastIndexOf(column)
      const batches = connector.read(request)
      return cell < 0 ? batches : watchBatches(batches, request.columns.length - 1 - cell, note)
    },
  }
}

const TAB = 9

/** `fromEnd`: how many cells come after the one that is watched. */
async function* watchBatches(
  batches: AsyncIterable<RecordBatch>,
  fromEnd: number,
  note: (text: string) => void,
): AsyncGenerator<RecordBatch, void> {
  for await (const batch of batches) {
    const { bytes, ends, count } = batch
    for (let index = 0; index < count; index++) {
      let end = ends[index]!
      for (let cell = 0; cell < fromEnd; cell++) end = bytes.lastIndexOf(TAB, end - 1)
      const text = bytes.toString('utf8', bytes.lastIndexOf(TAB, end - 1) + 1, end)
      const [raw] = text.includes('\\') ? decodeRecord(text) : [text]
      if (raw !== null && raw !== undefined) note(raw)
    }
    yield batch
  }
}
