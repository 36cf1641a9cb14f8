import type { RawValue } from './record.ts'

/** What a group is made of, for people: its smallest part keys, and how many parts there are. */
export interface GroupParts {
  readonly total: number
  readonly shown: readonly GroupPart[]
}

/** One record of a group: its own key, and its raw values by field. */
export interface GroupPart {
  readonly key: RawValue
  readonly values: Readonly<Record<string, RawValue>>
}

/** By name of the grouped side. */
export type PartsBySide = Readonly<Record<string, GroupParts>>
