import { type Aggregate, aggregateProblem, totalProblem } from '../domain/grouping.ts'
import type { Field, Reconciliation, Side } from '../domain/reconciliation.ts'
import type { FieldType } from '../domain/record.ts'

/** What a grouped side's source hands out, and what its groups look like. */
export interface PlannedGrouping {
  /** In the order of the group's cells after the key. */
  readonly fields: readonly GroupedField[]
  /** The source's cells; null where there is none. */
  readonly updatedAtCell: number | null
  readonly partCell: number | null
  /** The group's cells: key, fields, latest `updatedAt` if needed, cells that are wrong, parts, what is broken, oldest `updatedAt`. */
  readonly wrongCell: number
  readonly partsCell: number
  readonly brokenCell: number
  readonly oldestUpdateCell: number | null
  readonly cellCount: number
}

export interface GroupedField {
  readonly name: string
  readonly aggregate: Aggregate
  /** The source's cell; null where records are only counted. */
  readonly cell: number | null
}

/** The columns to ask the source for, and what is made of them. `fields`: those that the side has, in order. */
export function planGrouping(
  side: Side,
  fields: readonly Field[],
  updatedAt: string | null,
): { readonly columns: readonly string[]; readonly grouping: PlannedGrouping } | null {
  if (!side.groupBy) return null
  const { aggregates, partsColumn } = side.groupBy
  const columns = [...side.keyColumns]
  const grouped = fields.map(({ name }): GroupedField => {
    const aggregate = aggregates[name]!
    return { name, aggregate, cell: aggregate === 'count' ? null : columns.push(side.columns[name]!) - 1 }
  })
  const updatedAtCell = updatedAt === null ? null : columns.push(updatedAt) - 1
  const partCell = partsColumn === null ? null : columns.push(partsColumn) - 1
  const wrongCell = side.keyColumns.length + fields.length + (updatedAt === null ? 0 : 1)
  const partsCell = wrongCell + 1
  const brokenCell = partsCell + 1
  const oldestUpdateCell = updatedAt === null ? null : brokenCell + 1
  const cellCount = (oldestUpdateCell ?? brokenCell) + 1
  const cells = { wrongCell, partsCell, brokenCell, oldestUpdateCell, cellCount }
  return { columns, grouping: { fields: grouped, updatedAtCell, partCell, ...cells } }
}

/** Whether a field has no column of its own on this side, because the side's records are counted for it. */
export function isCounted(side: Side, field: string): boolean {
  return side.groupBy?.aggregates[field] === 'count'
}

/** Aggregates that cannot mean anything, each as one place and sentence. `types`: in the order of the fields. */
export function checkGroupings({ sides, fields }: Reconciliation, types: readonly FieldType[]): string[] {
  return sides.flatMap((side) => {
    const { groupBy } = side
    if (!groupBy) return []
    const place = `sides.${side.name}.groupBy`
    const unknown = Object.keys(groupBy.aggregates)
      .filter((name) => !fields.some((field) => field.name === name))
      .map((name) => `${place}.${name}: there is no field "${name}": remove it`)
    const wrong = fields.flatMap(({ name, total }, index) => {
      const aggregate = groupBy.aggregates[name]
      if (side.columns[name] == null) return []
      if (!aggregate)
        return [`${place}: field "${name}" has no aggregate: write sum, count, min, max or same`]
      const problem = aggregateProblem(aggregate, types[index]!) ?? (total ? totalProblem(aggregate) : null)
      return problem === null ? [] : [`${place}.${name}: ${problem}`]
    })
    return [...unknown, ...wrong]
  })
}
