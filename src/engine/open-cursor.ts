import type { Finding } from '../domain/finding.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { rawCells } from './cell-walk.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import type { ControlTotals } from './control-totals.ts'
import type { expectationCheck } from './expectations.ts'
import { readGroupBroken } from './group-broken.ts'
import { cellCountOf } from './group-findings.ts'
import type { GroupedRecords } from './group-records.ts'
import type { RecordJudge } from './judge-record.ts'
import type { RecordPosition } from './key-bytes.ts'
import { recordsAfter } from './records-after.ts'
import { type CursorOptions, SideCursor } from './side-cursor.ts'

/** What the cursors of a comparison read, and where they tell what the merge does not see. */
export interface CursorParts {
  readonly streams: Readonly<Record<string, AsyncIterable<RecordBatch>>>
  /** By side: records without a usable key. */
  readonly unkeyed: readonly Finding[][]
  /** Only records after this key are read; null: all. */
  readonly after: RecordKey | null
  readonly totals: readonly ControlTotals[]
  readonly grouped: readonly (GroupedRecords | null)[]
  readonly expects: readonly ReturnType<typeof expectationCheck>[]
}

/** One side's stream, walked key by key. */
export function openCursor(judge: RecordJudge, index: number, parts: CursorParts): SideCursor {
  const { plan, totalParts } = judge
  const side = plan.sides[index]!
  const totals = parts.totals[index]!
  const stream = streamOf(plan, side.name, parts)
  const grouped = parts.grouped[index]
  return new SideCursor(grouped ? grouped.groups(stream) : stream, {
    side: side.name,
    keyOrder: plan.keyOrder,
    skipLastCell: side.updatedAtCell !== null,
    onRecord: grouped ? onGroup(plan, index) : onRecord(totals, parts.expects[index]!),
    ...(grouped ? { rowsRead: () => grouped.rows } : {}),
    onCopy: totalParts && ((record) => totalParts.addWhole('duplicate', index, cellsOf(plan, index, record))),
    onUnkeyed: (key, part, record) => {
      totalParts?.addWhole('invalid', index, cellsOf(plan, index, record))
      parts.unkeyed[index]!.push({
        kind: 'invalid',
        key: nameKey(plan, key),
        severity: 'high',
        side: side.name,
        field: plan.keyNames[part]!,
        raw: key[part]!,
      })
    },
  })
}

function streamOf(
  { keyNames, keyOrder }: ComparisonPlan,
  side: string,
  { streams, after }: CursorParts,
): AsyncIterable<RecordBatch> {
  const stream = streams[side]
  if (!stream) throw new Error(`no stream for side "${side}"`)
  const key = after && keyNames.map((name) => after[name] ?? '')
  return key ? recordsAfter(stream, key, keyOrder) : stream
}

function onRecord(
  totals: ControlTotals,
  expects: ReturnType<typeof expectationCheck>,
): CursorOptions['onRecord'] {
  if (expects === null) return totals.isEmpty ? null : (record) => totals.add(record)
  return (record, isKeyed) => {
    totals.add(record)
    record.broken = isKeyed ? expects(record) : null
  }
}

/** Its records were counted and checked as they were read. */
function onGroup(plan: ComparisonPlan, side: number): ((record: RecordPosition) => void) | null {
  if (plan.reconciliation.sides[side]!.expect === undefined) return null
  const { cellCount, brokenCell } = plan.sides[side]!.grouping!
  return (record) => {
    record.broken = readGroupBroken(rawCells(record, cellCount)[brokenCell]!)
  }
}

/** A record's cells as raw values. */
export function cellsOf(plan: ComparisonPlan, side: number, record: RecordPosition): RawValue[] {
  return rawCells(record, cellCountOf(plan.sides[side]!))
}

function nameKey(plan: ComparisonPlan, parts: readonly RawValue[]): RecordKey {
  return Object.fromEntries(plan.keyNames.map((name, part) => [name, parts[part] ?? null]))
}
