import type { RawValue } from '../../src/domain/record.ts'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import { type ComparisonPlan, canonicalKeys, sortableKey } from '../../src/engine/index.ts'

/** What the scratch does with a side whose keys are rewritten, in memory: for tests of the engine alone. */
export async function* stageRows(
  plan: ComparisonPlan,
  side: string,
  { rows, batchSize }: { readonly rows: readonly (readonly RawValue[])[]; readonly batchSize: number },
): AsyncGenerator<RecordBatch> {
  const canonical = canonicalKeys(plan, side)
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

export function* cut<Item>(items: readonly Item[], batchSize: number): Generator<Item[]> {
  const size = Math.min(batchSize, items.length)
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
