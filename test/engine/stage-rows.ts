import type { RawValue } from '../../src/domain/record.ts'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import { type ComparisonPlan, canonicalKeys, sortableKey } from '../../src/engine/index.ts'

/** What the scratch does with a side whose keys are rewritten, in memory: for tests of the engine alone. */
export async function* stageRows(
  plan: ComparisonPlan,
  side: string,
  { rows, batchSize, mapping }: StagedRows,
): AsyncGenerator<RecordBatch> {
  const canonical = mapping ? translation(plan, side, mapping) : canonicalKeys(plan, side)
  const parts = plan.keyNames.length
  const keyed: { order: Buffer; record: string }[] = []
  const unkeyed: { raw: readonly RawValue[]; record: string }[] = []
  for (const row of rows) {
    const key = canonical(row.slice(0, parts))
    if ('unusable' in key) {
      const record = encodeRecord([...key.unusable, ...row.slice(parts)])
      unkeyed.push({ raw: row.slice(0, parts), record })
    } else {
      const record = encodeRecord([...key.parts, ...row.slice(parts)])
      keyed.push({ order: sortableKey(key.parts, plan.keyOrder), record })
    }
  }
  keyed.sort((a, b) => Buffer.compare(a.order, b.order))
  for (const records of cut(keyed, batchSize)) yield batchOf(records.map(({ record }) => record))
  for (const records of cut(unkeyed, batchSize)) {
    yield { ...batchOf(records.map(({ record }) => record)), rawKeys: records.map(({ raw }) => raw) }
  }
}

interface Mapping {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly RawValue[])[]
}

interface StagedRows {
  readonly rows: readonly (readonly RawValue[])[]
  readonly batchSize: number
  /** What the side's keys stand for; null: themselves. */
  readonly mapping: Mapping | null
}

/** A key without a translation, or with several, is none. */
function translation(plan: ComparisonPlan, side: string, { columns, rows }: Mapping) {
  const { via } = plan.reconciliation.sides.find(({ name }) => name === side)!
  const canonical = canonicalKeys(plan, side)
  const names = columns.map((column) => column.split(':')[0]!)
  const pick = (row: readonly RawValue[], wanted: readonly string[]) =>
    wanted.map((column) => row[names.indexOf(column)]!)
  const targets = new Map<string, Map<string, readonly string[]>>()
  for (const row of rows) {
    const from = pick(row, via!.from)
    const key = canonical(pick(row, via!.to))
    if ('unusable' in key || from.some((part) => part === null || part === '')) continue
    const known = targets.get(JSON.stringify(from)) ?? new Map<string, readonly string[]>()
    targets.set(JSON.stringify(from), known.set(JSON.stringify(key.parts), key.parts))
  }
  return (raw: readonly RawValue[]): ReturnType<typeof canonical> => {
    const found = [...(targets.get(JSON.stringify(raw))?.values() ?? [])]
    if (found.length === 1) return { parts: found[0]! }
    const wrong = raw.findIndex((part) => part === null || part === '')
    return { unusable: raw.map((part, index) => (index < wrong ? part : null)) }
  }
}

export function* cut<Item>(items: readonly Item[], batchSize: number): Generator<Item[]> {
  const size = Math.min(batchSize, items.length)
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
