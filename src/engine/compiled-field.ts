import type { LikelyCorrectRule } from '../domain/reconciliation.ts'
import { type Canonicaliser, canonicaliser } from './canonical-value.ts'
import type { ComparisonPlan, PlannedField } from './comparison-plan.ts'
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
      field.cells[index] == null ? null : canonicaliser(field.rules, field.type, { side: side.name }),
    ),
    allowance: allowanceOf(field.rules),
    likelyCorrect: likelyCorrect.byField[field.name] ?? likelyCorrect.default,
  }))
}
