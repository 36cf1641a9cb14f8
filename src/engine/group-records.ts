import type { RawValue } from '../domain/record.ts'
import { batchOf, encodeRecord, type RecordBatch } from '../domain/record-batch.ts'
import { type AggregatedField, type CellAggregate, openAggregate } from './aggregate-cells.ts'
import { canonicaliser } from './canonical-value.ts'
import { firstCellAfterKey, nextCell, rawCell, rawCells } from './cell-walk.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'
import { ControlTotals } from './control-totals.ts'
import { expectationCheck } from './expectations.ts'
import { GroupBroken } from './group-broken.ts'
import { compareKeys, emptyPosition, findKey, type RecordPosition } from './key-bytes.ts'
import { PartList } from './part-list.ts'
import type { GroupedField, PlannedGrouping } from './plan-grouping.ts'
import { readInstant } from './record-age.ts'

/** Groups that are handed on together. */
const GROUPS_PER_BATCH = 500
/** Other work of the process gets its turn after so many records. */
const ROWS_PER_TURN = 20_000

/** A field of the side and how its cells are read; for `count` there are none. */
interface ReadField extends GroupedField {
  readonly field: CompiledField
  readonly reading: AggregatedField
}

/** The group at hand. */
interface Group {
  /** Its first record, for the key. */
  readonly first: RecordPosition
  /** In the order of the fields; null: counted. */
  readonly aggregates: readonly (CellAggregate | null)[]
  readonly latest: CellAggregate | null
  readonly oldest: CellAggregate | null
  readonly parts: PartList | null
  readonly broken: GroupBroken
  records: number
}

/**
 * Makes one record of all records of a key, which stand together as the stream is in key order. Holds one group's
 * sums and never its records. Rows and totals are of the records as read. A record without a usable key is handed on
 * by itself, so that it is found to be invalid like any other.
 */
export class GroupedRecords {
  rows = 0

  readonly #plan: ComparisonPlan
  readonly #side: number
  readonly #columns: readonly string[]
  readonly #grouping: PlannedGrouping
  readonly #fields: readonly ReadField[]
  readonly #totals: ControlTotals
  readonly #expects: ReturnType<typeof expectationCheck>
  #group: Group | null = null
  #done: string[] = []

  constructor(plan: ComparisonPlan, fields: readonly CompiledField[], side: number) {
    const { name, columns, grouping } = plan.sides[side]!
    if (!grouping) throw new Error(`side "${name}" is not grouped`)
    this.#plan = plan
    this.#side = side
    this.#columns = columns
    this.#grouping = grouping
    this.#fields = grouping.fields.map((grouped) => readField(grouped, fields, name))
    const asRead = this.#fields.map(({ field, cell, reading }) => ({
      ...field,
      cells: plan.sides.map((_, index) => (index === side ? cell : null)),
      canonicalisers: plan.sides.map((_, index) => (index === side ? reading.read : null)),
    }))
    this.#totals = new ControlTotals(asRead, side, plan.keyNames.length)
    this.#expects = expectationCheck(plan, asRead, side)
  }

  /** The side's groups in key order, in cells as `PlannedGrouping` says. */
  async *groups(records: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch, void> {
    for await (const batch of records) {
      if (batch.rawKeys) yield* this.#takeUnkeyed(batch, batch.rawKeys)
      else yield* this.#takeKeyed(batch)
    }
    yield* this.#end()
  }

  async *#takeKeyed(batch: RecordBatch): AsyncGenerator<RecordBatch, void> {
    for (let index = 0; index < batch.count; index++) {
      this.#take(positionOf(batch, index))
      if (this.#done.length >= GROUPS_PER_BATCH) yield this.#handOn()
      if (this.rows % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Records of which a stage before has found that their keys are none. */
  *#takeUnkeyed(
    batch: RecordBatch,
    rawKeys: NonNullable<RecordBatch['rawKeys']>,
  ): Generator<RecordBatch, void> {
    yield* this.#end()
    for (let index = 0; index < batch.count; index++) this.#take(positionOf(batch, index))
    yield { ...this.#handOn(), rawKeys }
  }

  *#end(): Generator<RecordBatch, void> {
    this.#closeGroup()
    if (this.#done.length > 0) yield this.#handOn()
  }

  totals(): Record<string, string> {
    const counted = this.#fields.filter(({ cell, field }) => cell === null && field.rules.total)
    const counts = counted.map(({ name }) => [name, String(this.rows)] as const)
    return { ...this.#totals.totals(), ...Object.fromEntries(counts) }
  }

  #take(record: RecordPosition): void {
    const { keyOrder } = this.#plan
    this.rows++
    const isKeyed = findKey(record, keyOrder) < 0
    if (!this.#totals.isEmpty) this.#totals.add(record)
    if (!isKeyed) {
      const alone = this.#openGroup(record)
      this.#add(alone, record)
      this.#done.push(this.#write(alone))
      return
    }
    if (this.#group === null || compareKeys(record, this.#group.first, keyOrder) !== 0) {
      this.#closeGroup()
      this.#group = this.#openGroup(record)
    }
    this.#add(this.#group, record)
    const broken = this.#expects?.(record)
    if (broken) this.#group.broken.add(broken)
  }

  #openGroup({ bytes, start, end, keyEnd }: RecordPosition): Group {
    // A copy, as the batch's memory is not ours to keep.
    const copy = Buffer.from(bytes.subarray(start, end))
    const zone = this.#plan.sides[this.#side]!.updatedAtZone
    const updatedAt: AggregatedField = {
      type: 'timestamp',
      read: (raw) => readInstant(raw, zone),
      plain: false,
    }
    return {
      first: { ...emptyPosition(), bytes: copy, end: copy.length, keyEnd: keyEnd - start },
      aggregates: this.#fields.map(({ aggregate, reading }) =>
        aggregate === 'count' ? null : openAggregate(aggregate, reading),
      ),
      latest: this.#grouping.updatedAtCell === null ? null : openAggregate('max', updatedAt),
      oldest: this.#grouping.updatedAtCell === null ? null : openAggregate('min', updatedAt),
      parts: this.#grouping.partCell === null ? null : new PartList(),
      broken: new GroupBroken(),
      records: 0,
    }
  }

  #add(group: Group, record: RecordPosition): void {
    group.records++
    firstCellAfterKey(record)
    // Cells come in the order of the fields that have one, then `updatedAt`, then the part.
    for (const aggregate of group.aggregates) {
      if (aggregate === null) continue
      aggregate.add(record)
      nextCell(record)
    }
    if (group.latest !== null && group.oldest !== null) {
      group.latest.add(record)
      group.oldest.add(record)
      nextCell(record)
    }
    group.parts?.add(rawCell(record), () => this.#valuesOf(record))
  }

  #valuesOf(record: RecordPosition): Record<string, RawValue> {
    const cells = rawCells(record, this.#columns.length)
    return Object.fromEntries(
      this.#fields.flatMap(({ name, cell }) => (cell === null ? [] : [[name, cells[cell]!]])),
    )
  }

  #closeGroup(): void {
    if (this.#group !== null) this.#done.push(this.#write(this.#group))
    this.#group = null
  }

  #write(group: Group): string {
    const results = group.aggregates.map(
      (aggregate) => aggregate?.result() ?? { raw: String(group.records), wrong: false },
    )
    const keyParts = this.#plan.keyNames.length
    const wrong = results.flatMap((result, index) =>
      result.wrong ? [`${keyParts + index}=${result.addedUp ?? ''}`] : [],
    )
    const cells = results.map(({ raw }) => raw)
    // One that does not parse stays as it is, and so tells nothing.
    if (group.latest !== null) cells.push(group.latest.result().raw)
    cells.push(wrong.length === 0 ? null : wrong.join(','))
    cells.push(group.parts === null ? null : JSON.stringify(group.parts.result()))
    cells.push(group.broken.text())
    if (group.oldest !== null) cells.push(group.oldest.result().raw)
    return writeGroup(group.first, cells)
  }

  #handOn(): RecordBatch {
    const batch = batchOf(this.#done)
    this.#done = []
    return batch
  }
}

function positionOf({ bytes, ends }: RecordBatch, index: number): RecordPosition {
  return { ...emptyPosition(), bytes, start: index === 0 ? 0 : ends[index - 1]!, end: ends[index]! }
}

function readField(grouped: GroupedField, fields: readonly CompiledField[], side: string): ReadField {
  const field = fields.find((candidate) => candidate.name === grouped.name)!
  const { rules, type } = field
  const rewrites = rules.keep !== null || Object.keys(rules.map[side] ?? {}).length > 0
  // Only a decimal is sure to be right as a plain number: an integer may have no decimals.
  const plain = type === 'decimal' && !rewrites
  return { ...grouped, field, reading: { type, read: canonicaliser(rules, type, { side }), plain } }
}

/** The key as its source wrote it, then the cells. */
function writeGroup({ bytes, start, keyEnd }: RecordPosition, cells: readonly RawValue[]): string {
  return `${bytes.toString('utf8', start, keyEnd)}\t${encodeRecord(cells)}`
}
