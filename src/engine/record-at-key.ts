import type { RawValue, RecordKey } from '../domain/record.ts'
import type { BrokenExpectation } from './broken-expectation.ts'
import { nextCell, rawCell, rawCells } from './cell-walk.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { canonicalKeyParts, emptyPosition, type RecordPosition } from './key-bytes.ts'
import type { SideCursor } from './side-cursor.ts'
import { emptyCells, type SideCells, walkBeside } from './walk-beside.ts'

/**
 * One key with what each side has there, decoded only as far as somebody asks. One object serves a whole comparison, so
 * nobody keeps it; what it hands out may be kept.
 */
export class RecordAtKey {
  /** How many sides have the record, the first that does and the last. */
  present = 0
  first = 0
  last = 0
  /** Whether `isSame` and `at` can be asked. */
  isWalked = false

  readonly #plan: ComparisonPlan
  readonly #cellCounts: readonly number[]
  /** The record is null where the side has none. */
  readonly #sides: readonly SideCells[]
  readonly #differing: Uint8Array
  #key: RecordKey | null = null
  #cells: readonly (readonly RawValue[] | null)[] | null = null
  readonly #emptyKey: Record<string, RawValue>

  /** `cellCounts`: how many cells a side's records have. */
  constructor(plan: ComparisonPlan, cellCounts: readonly number[]) {
    this.#plan = plan
    this.#cellCounts = cellCounts
    this.#sides = cellCounts.map(emptyCells)
    this.#differing = new Uint8Array(Math.max(...cellCounts))
    this.#emptyKey = Object.fromEntries(plan.keyNames.map((name) => [name, null]))
  }

  /** Takes the records at which the cursors of these sides stand. */
  take(cursors: readonly SideCursor[], atKey: readonly boolean[]): void {
    this.#key = null
    this.#cells = null
    this.#takeRecords((side) => (atKey[side] ? cursors[side]!.here : null))
  }

  /** Takes records that were kept as what `cells` hands out, under one key whatever their own were. */
  takeKept(key: RecordKey, cells: readonly (readonly RawValue[] | null)[]): void {
    this.#key = key
    this.#cells = cells
    this.#takeRecords((side) => cells[side] && emptyPosition())
  }

  #takeRecords(recordOf: (side: number) => RecordPosition | null | undefined): void {
    this.isWalked = false
    this.present = 0
    for (let side = this.#sides.length - 1; side >= 0; side--) {
      const record = recordOf(side) ?? null
      this.#sides[side]!.record = record
      if (record === null) continue
      if (this.present++ === 0) this.last = side
      this.first = side
    }
  }

  /** The key by its names, in canonical form. */
  get key(): RecordKey {
    if (this.#key !== null) return this.#key
    const { keyNames, keyOrder } = this.#plan
    const parts = canonicalKeyParts(this.#sides[this.first]!.record!, keyOrder)
    const key = { ...this.#emptyKey }
    for (let part = 0; part < keyNames.length; part++) key[keyNames[part]!] = parts[part] ?? null
    this.#key = key
    return key
  }

  /** Raw cells by side, in the order of the plan; null where the side has no such record. */
  get cells(): readonly (readonly RawValue[] | null)[] {
    this.#cells ??= this.#readCells()
    return this.#cells
  }

  /** By side: what the record breaks of what is expected of that side. */
  get broken(): readonly (readonly BrokenExpectation[] | null)[] {
    return this.#sides.map(({ record }) => record?.broken ?? null)
  }

  get isBroken(): boolean {
    for (const { record } of this.#sides) if (record !== null && record.broken !== null) return true
    return false
  }

  get isEverywhere(): boolean {
    return this.present === this.#sides.length
  }

  has(side: number): boolean {
    return this.#sides[side]!.record !== null
  }

  /**
   * Finds the cells `from .. to`, which mean the same on every side, and those whose bytes are not the same wherever the
   * record is. After that `isSame` and `at` can be asked about them. For a record that two sides or more have.
   */
  walk(from: number, to: number): void {
    const one = this.#view(this.first)
    const span = { from, to, differing: this.#differing }
    // Faster than to ask the runtime for so few bytes.
    for (let cell = from; cell < to; cell++) span.differing[cell] = 0
    for (let side = this.first + 1; side < this.#sides.length; side++) {
      if (!this.has(side)) continue
      if (!walkBeside(one, this.#view(side), span)) this.#checkCells()
      this.#checkRest(side, to)
    }
    this.#checkRest(this.first, to)
    this.isWalked = true
  }

  /** Whether the bytes of a walked cell are the same wherever the record is. */
  isSame(cell: number): boolean {
    return this.#differing[cell] === 0
  }

  /** A side's record with `at` and `stop` on a walked cell. */
  at(side: number, cell: number): RecordPosition {
    const { record, ends } = this.#sides[side]! as SideCells & { record: RecordPosition }
    record.at = ends[cell - 1]! + 1
    record.stop = ends[cell]!
    return record
  }

  /** The raw value of a cell of a side that has the record. */
  raw(side: number, cell: number): RawValue {
    return this.isWalked ? rawCell(this.at(side, cell)) : this.cells[side]![cell]!
  }

  /** The cells of a side that has the record, with a view of the batch that it is in. */
  #view(side: number): SideCells {
    const cells = this.#sides[side]!
    const { bytes } = cells.record!
    if (cells.viewed !== bytes) {
      cells.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      cells.viewed = bytes
    }
    return cells
  }

  /** A record with more or fewer cells than were asked for is refused. */
  #checkRest(side: number, walked: number): void {
    const { record, ends } = this.#sides[side]! as SideCells & { record: RecordPosition }
    record.stop = ends[walked - 1]!
    for (let cell = walked; cell < this.#cellCounts[side]!; cell++) nextCell(record)
    if (record.stop !== record.end) this.#checkCells()
  }

  /** Throws where a record has another number of cells than were asked for. */
  #checkCells(): void {
    this.#cells = this.#readCells()
  }

  #readCells(): readonly (readonly RawValue[] | null)[] {
    return this.#sides.map(({ record }, side) => record && rawCells(record, this.#cellCounts[side]!))
  }
}
