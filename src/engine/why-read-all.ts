import type { ComparisonPlan } from './comparison-plan.ts'

/**
 * Why every record must be read: checksums tell which records are the same as read, and no more. Null where that is
 * enough, in words for people where it is not.
 */
export function whyReadAll({ sides, fields, reconciliation }: ComparisonPlan): string | null {
  const staged = sides.find((side) => side.isStaged)
  if (staged) return `the keys of "${staged.name}" are rewritten before they are compared`
  const grouped = sides.find((side) => side.grouping)
  if (grouped) return `the records of "${grouped.name}" are grouped before they are compared`
  const expecting = reconciliation.sides.find((side) => side.expect)
  if (expecting) return `"${expecting.name}" has expectations, which every record is checked against`
  const uneven = fields.find(({ cells }) => cells.some((cell) => cell === null || cell !== cells[0]))
  if (uneven) return `not every side has the field "${uneven.name}"`
  const bySide = fields.find((field) => field.dependsOnSide)
  if (bySide) return `the field "${bySide.name}" is read in its own way on each side`
  const unvouched = fields.find((field) => field.mayNotParse)
  if (unvouched) {
    return `no column type says that all values of "${unvouched.name}" are a ${unvouched.type}, so each is read`
  }
  return null
}
