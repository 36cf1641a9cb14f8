import type { Finding } from '../domain/finding.ts'
import type { GroupParts, PartsBySide } from '../domain/group-parts.ts'
import type { RawValue } from '../domain/record.ts'
import type { ComparisonPlan, PlannedSide } from './comparison-plan.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** Cells of a side's records as they are compared. */
export function cellCountOf(side: PlannedSide): number {
  return side.grouping?.cellCount ?? side.columns.length
}

/** Whether a group has no value in this cell, but what made it wrong. */
export function isWrong(side: PlannedSide, cells: readonly RawValue[], cell: number): boolean {
  return wrongEntry(side, cells, cell) !== null
}

/** The text whose number is in the control totals: of a sum that is wrong, what its right values come to. */
export function addedUp(side: PlannedSide, cells: readonly RawValue[], cell: number): RawValue {
  const wrong = wrongEntry(side, cells, cell)
  return wrong === null ? cells[cell]! : wrong.slice(wrong.indexOf('=') + 1) || null
}

function wrongEntry(side: PlannedSide, cells: readonly RawValue[], cell: number): string | null {
  const wrong = side.grouping && cells[side.grouping.wrongCell]
  return wrong?.split(',').find((entry) => entry.startsWith(`${cell}=`)) ?? null
}

/** A mismatch or missing finding with the parts of the groups that it is about, where their sides name them. */
export function withParts(plan: ComparisonPlan, record: RecordAtKey, finding: Finding): Finding {
  if (finding.kind !== 'mismatch' && finding.kind !== 'missing') return finding
  const field = finding.kind === 'mismatch' ? finding.field : null
  const parts = plan.sides.flatMap((side, index) => {
    const text = side.grouping === null ? null : record.cells[index]?.[side.grouping.partsCell]
    return text == null ? [] : [[side.name, partsOf(side, JSON.parse(text) as GroupParts, field)] as const]
  })
  return parts.length === 0 ? finding : { ...finding, parts: Object.fromEntries(parts) as PartsBySide }
}

/** Each part with its value of the field; where the field is counted, or all of the record is meant, with what is summed. */
function partsOf(side: PlannedSide, { total, shown }: GroupParts, field: string | null): GroupParts {
  const fields = side.grouping!.fields
  const own = fields.filter(({ name, cell }) => name === field && cell !== null)
  const names = (own.length > 0 ? own : fields.filter(({ aggregate }) => aggregate === 'sum')).map(
    ({ name }) => name,
  )
  return {
    total,
    shown: shown.map(({ key, values }) => ({
      key,
      values: Object.fromEntries(names.map((name) => [name, values[name] ?? null])),
    })),
  }
}
