import type { Column, FieldType, RawValue } from '../../src/domain/record.ts'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import {
  type CompareOptions,
  type Comparison,
  compareSides,
  mappingName,
  planComparison,
} from '../../src/engine/index.ts'
import { makeReconciliation, type Wanted } from './make-reconciliation.ts'
import { cut, stageRows } from './stage-rows.ts'

/** One side's columns, `name` or `name:type`, and its rows in key order. */
export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly RawValue[])[]
}

export interface RowsOptions extends Partial<CompareOptions> {
  /** Records per batch; all in one unless said. */
  readonly batchSize?: number
  /** By side: the rows of the mapping that its `via` names. */
  readonly mappings?: Readonly<Record<string, Rows>>
}

const NOW = new Date('2026-11-01T12:00:00Z')

/** Plans and compares rows as connectors would hand them out. */
export function compareRows(
  wanted: Wanted,
  sides: Readonly<Record<string, Rows>>,
  { batchSize = Number.POSITIVE_INFINITY, mappings = {}, ...options }: RowsOptions = {},
): Promise<Comparison> {
  const described = Object.fromEntries([
    ...Object.entries(sides).map(([name, side]) => [name, columnsOf(side)]),
    ...Object.entries(mappings).map(([name, mapping]) => [mappingName(name), columnsOf(mapping)]),
  ]) as Record<string, Column[]>
  const plan = planComparison(makeReconciliation(wanted), described, wanted.known)
  const streams = plan.sides.map((side) => {
    const { rows } = sides[side.name]!
    const names = described[side.name]!.map((column) => column.name)
    const cells = side.columns.map((column) => names.indexOf(column))
    const records = rows.map((row) => cells.map((cell) => row[cell]!))
    const stream = side.isStaged
      ? stageRows(plan, side.name, { rows: records, batchSize, mapping: mappings[side.name] ?? null })
      : streamOf(records.map(encodeRecord), batchSize)
    return [side.name, stream] as const
  })
  return compareSides(plan, Object.fromEntries(streams), { now: NOW, ...options })
}

export function columnsOf(side: Rows): Column[] {
  return side.columns.map((column) => {
    const [name, type] = column.split(':') as [string, FieldType | undefined]
    return { name, type: type ?? null, nativeType: type ?? 'VARCHAR' }
  })
}

export async function* streamOf(records: readonly string[], batchSize: number): AsyncGenerator<RecordBatch> {
  for (const some of cut(records, batchSize)) yield batchOf(some)
}
