import type { Field, LikelyCorrectRule } from '../domain/reconciliation.ts'
import { type Canonicaliser, canonicaliser } from './canonical-value.ts'
import type { ComparisonPlan, PlannedField, PlannedSide } from './comparison-plan.ts'
import { type Allowance, allowanceOf } from './tolerance.ts'

/** A planned field with what judges it. */
export interface CompiledField extends PlannedField {
  /** By side, in the order of the plan; null where the side does not have the field. */
  readonly canonicalisers: readonly (Canonicaliser | null)[]
  readonly allowance: Allowance | null
  readonly likelyCorrect: LikelyCorrectRule | null
}

export function compileFields(plan: ComparisonPlan): readonly CompiledField[] {
  const { likelyCorrect } = plan.reconciliation
  return plan.fields.map((field) => ({
    ...field,
    canonicalisers: plan.sides.map((side, index) =>
      field.cells[index] == null
        ? null
        : canonicaliser(rulesOf(field, side), field.type, { side: side.name }),
    ),
    allowance: allowanceOf(field.rules),
    likelyCorrect: likelyCorrect.byField[field.name] ?? likelyCorrect.default,
  }))
}

/** A sum or a count is ours, and no rule for what a side writes applies to it. */
export function rulesOf(field: PlannedField, side: PlannedSide): Field {
  const aggregate = side.grouping?.fields.find(({ name }) => name === field.name)?.aggregate
  if (aggregate !== 'sum' && aggregate !== 'count') return field.rules
  return { ...field.rules, emptyIsNull: false, trim: false, keep: null, ignoreCase: false, map: {} }
}
