/** Raw text of one cell exactly as its source wrote it; null where the source has null. */
export type RawValue = string | null

/** A record's key by the reconciliation's key names, as raw text: `{ id: "1042" }`. */
export type RecordKey = Readonly<Record<string, RawValue>>

/** Raw values of one field by side name; a side that has no such record is absent. */
export type SideValues = Readonly<Record<string, RawValue>>

/** How one key part is ordered, the same on every side: integers by value, everything else by UTF-8 bytes. */
export type KeyOrder = 'integer' | 'bytes'

/** The types a field can be compared as (DESIGN, rules of equality 2). */
export const FIELD_TYPES = ['text', 'integer', 'decimal', 'boolean', 'timestamp', 'date', 'json'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** A column as its source describes it. `type` is null where the source knows only text (CSV). */
export interface Column {
  readonly name: string
  readonly type: FieldType | null
  /** The source's own word for the type, for messages: `numeric(10,2)`, `VARCHAR`. */
  readonly nativeType: string
}

/** One unambiguous text for a key: a JSON array of its parts, so `["a|b","c"]` never equals `["a","b|c"]`. */
export function writeKey(key: RecordKey): string {
  return JSON.stringify(Object.values(key))
}

/** A key as people read it: the parts joined by a slash, a null part as `∅`. */
export function displayKey(key: RecordKey): string {
  return Object.values(key)
    .map((part) => part ?? '∅')
    .join(' / ')
}
