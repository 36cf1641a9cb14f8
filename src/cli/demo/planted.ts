import type { Edit } from './apply-edits.ts'
import type { SampleRow, SystemName } from './sample-system.ts'

/** One thing that is wrong in the sample data from the start, and the finding a run must make of it. */
export interface Planted {
  readonly key: string
  readonly kind: 'missing' | 'mismatch' | 'duplicate' | 'invalid'
  /** Of a mismatch or an invalid value. */
  readonly field?: string
  /** Of a missing record: the sides that lack it. Of a duplicate or an invalid value: the side that has it. */
  readonly on?: readonly SystemName[]
  readonly edits: readonly Edit[]
}

export function missing(key: string, on: readonly SystemName[]): Planted {
  return { key, kind: 'missing', on, edits: on.map((system) => ({ type: 'remove', system, key })) }
}

export function duplicate(key: string, system: SystemName): Planted {
  return { key, kind: 'duplicate', on: [system], edits: [{ type: 'repeat', system, key }] }
}

/** `values`: what each side shall say, so that the finding does not hang on the random numbers. */
export function mismatch(
  key: string,
  field: string,
  values: Readonly<Partial<Record<SystemName, SampleRow>>>,
): Planted {
  return { key, kind: 'mismatch', field, edits: setEach(key, values) }
}

export function invalid(
  { key, field, system }: { key: string; field: string; system: SystemName },
  values: SampleRow,
): Planted {
  return { key, kind: 'invalid', field, on: [system], edits: setEach(key, { [system]: values }) }
}

function setEach(key: string, values: Readonly<Partial<Record<SystemName, SampleRow>>>): Edit[] {
  return Object.entries(values).map(([system, row]) => ({
    type: 'set',
    system: system as SystemName,
    key,
    values: row,
  }))
}
