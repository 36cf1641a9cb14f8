import type { RawValue } from './record.ts'

/** The newest record of a key that events told. */
export interface EventRecord {
  /** As the side writes it, part by part. */
  readonly key: readonly RawValue[]
  /** By the side's own column names. */
  readonly record: Readonly<Record<string, RawValue>>
}

export interface EventRecordsWanted {
  readonly reconciliation: string
  readonly side: string
  /** Null: all. More may be handed out: whatever is equal as integers. */
  readonly keys: readonly (readonly RawValue[])[] | null
}

/** Pages of records in no order, without those that were deleted. */
export type ReadEventRecords = (wanted: EventRecordsWanted) => AsyncIterable<readonly EventRecord[]>

/** Kinds of sources whose records are told by events. */
const FED: ReadonlySet<string> = new Set(['events', 'kafka'])

/** Whether a side of such a source is read from what events told. */
export function isFedByEvents(sourceType: string | undefined): boolean {
  return sourceType !== undefined && FED.has(sourceType)
}
