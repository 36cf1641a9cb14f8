import type { SchemaFinding } from '../domain/finding.ts'
import type { Field, Reconciliation } from '../domain/reconciliation.ts'
import type { FieldType, KeyOrder } from '../domain/record.ts'
import type { PlannedGrouping } from './plan-grouping.ts'

/** A reconciliation made ready for its sources: types resolved, columns known to exist, rules known to make sense. */
export interface ComparisonPlan {
  readonly reconciliation: Reconciliation
  readonly keyNames: readonly string[]
  readonly keyOrder: readonly KeyOrder[]
  readonly sides: readonly PlannedSide[]
  readonly fields: readonly PlannedField[]
  /** Fields of the reconciliation that are not among `fields`, because they cannot be compared. */
  readonly schema: readonly SchemaFinding[]
}

/** One side, and what its cells mean. */
export interface PlannedSide {
  readonly name: string
  /** What to ask the connector for: key columns, then the fields this side has, then `updatedAt` if needed. */
  readonly columns: readonly string[]
  /** Its keys are rewritten, so it comes out of their order and must be staged by `canonicalKeys` first. */
  readonly isStaged: boolean
  readonly optional: boolean
  /** Which cell holds `updatedAt`; null where the side has none or no rule needs it. */
  readonly updatedAtCell: number | null
  /** Zone of an `updatedAt` without one: that of the field with the same column, else UTC. */
  readonly updatedAtZone: string
  /** Makes one record of many before they are compared: `updatedAtCell` and the fields' cells are those after it. */
  readonly grouping: PlannedGrouping | null
}

/** One field, the type it is compared as, and where its value stands on each side. */
export interface PlannedField {
  readonly name: string
  readonly type: FieldType
  readonly rules: Field
  /** Cell by side, in the order of `ComparisonPlan.sides`; null where the side does not have the field. */
  readonly cells: readonly (number | null)[]
  /** Equal raw values can differ (another zone, another map a side), so they are always judged. */
  readonly dependsOnSide: boolean
  /** A side's raw value may not parse, so it is parsed even where all sides are identical. */
  readonly mayNotParse: boolean
}
