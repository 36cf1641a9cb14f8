import type { Field, LikelyCorrectRule } from '../domain/reconciliation.ts'
import { type Canonicaliser, canonicaliser, zoneOf } from './canonical-value.ts'
import type { ComparisonPlan, PlannedField, PlannedSide } from './comparison-plan.ts'
import { MismatchFindings } from './mismatch-findings.ts'
import { type PlainNumber, plainLimit } from './plain-number.ts'
import { type Allowance, allowanceOf } from './tolerance.ts'

/** A planned field with what judges it. */
export interface CompiledField extends PlannedField {
  /** By side, in the order of the plan; null where the side does not have the field. */
  readonly canonicalisers: readonly (Canonicaliser | null)[]
  readonly allowance: Allowance | null
  readonly likelyCorrect: LikelyCorrectRule | null
  readonly mismatches: MismatchFindings
  /** The same bytes on all sides are the same value, and a valid one. */
  readonly isSettledByBytes: boolean
  /** Some side compares groups. */
  readonly isGrouped: boolean
  /** Two sides tell when a record was updated, so that one of them can be a stale copy. */
  readonly mayBeStale: boolean
  /** What a cell's bytes tell without parsing, where no rule rewrites them; null: nothing. */
  readonly plain: 'number' | 'flag' | 'instant' | null
  /** Points that a plain number may have, which is then its own canonical text; null where only parsing tells. */
  readonly plainPoints: number | null
  /** `allowance` for plain numbers; null where it is none for them. */
  readonly plainLimit: PlainNumber | null
}

export function compileFields(plan: ComparisonPlan): readonly CompiledField[] {
  const isGrouped = plan.sides.some((side) => side.grouping !== null)
  return plan.fields.map((field) => {
    const allowance = allowanceOf(field.rules)
    const likelyCorrect = likelyCorrectOf(plan, field)
    return {
      ...field,
      canonicalisers: plan.sides.map((side, index) =>
        field.cells[index] == null
          ? null
          : canonicaliser(rulesOf(field, side), field.type, { side: side.name }),
      ),
      allowance,
      likelyCorrect,
      mismatches: new MismatchFindings(
        { ...field, allowance, likelyCorrect },
        plan.sides.map(({ name }) => name),
      ),
      isSettledByBytes: !field.dependsOnSide && !field.mayNotParse,
      isGrouped,
      mayBeStale: plan.sides.filter((side) => side.updatedAtCell !== null && !side.grouping).length > 1,
      plain: plainOf(field, plan.sides),
      plainPoints: pointsOf(field),
      plainLimit: plainLimit(allowance),
    }
  })
}

function likelyCorrectOf(
  { reconciliation }: ComparisonPlan,
  { name }: PlannedField,
): LikelyCorrectRule | null {
  const { byField, default: otherwise } = reconciliation.likelyCorrect
  return byField[name] ?? otherwise
}

function plainOf(field: PlannedField, sides: readonly PlannedSide[]): CompiledField['plain'] {
  if (isRewritten(field)) return null
  if (pointsOf(field) !== null) return 'number'
  if (field.type === 'boolean') return 'flag'
  const isInUtc = sides.every(({ name }) => zoneOf(field.rules, name) === 'UTC')
  return field.type === 'timestamp' && isInUtc ? 'instant' : null
}

function pointsOf(field: PlannedField): number | null {
  if (isRewritten(field)) return null
  return field.type === 'decimal' ? 1 : field.type === 'integer' ? 0 : null
}

function isRewritten({ rules }: PlannedField): boolean {
  return rules.keep !== null || Object.keys(rules.map).length > 0
}

/** A sum or a count is ours, and no rule for what a side writes applies to it. */
export function rulesOf(field: PlannedField, side: PlannedSide): Field {
  const aggregate = side.grouping?.fields.find(({ name }) => name === field.name)?.aggregate
  if (aggregate !== 'sum' && aggregate !== 'count') return field.rules
  return { ...field.rules, emptyIsNull: false, trim: false, keep: null, ignoreCase: false, map: {} }
}
