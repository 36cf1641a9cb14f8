import type { RawValue, RecordKey } from '../domain/record.ts'
import type { BrokenExpectation } from './broken-expectation.ts'
import { nextCell, rawCell, rawCells } from './cell-walk.ts'
import { compact } from './compact.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { canonicalKeyParts, canonicalOnlyPart, emptyPosition, type RecordPosition } from './key-bytes.ts'
import type { SideCursor } from './side-cursor.ts'
import { type CellWalk, cellWalk, emptyCells, type SideCells, walkBeside } from './walk-beside.ts'
import { bitsOf, type WalkedCells } from './walked-cells.ts'

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
  /** A bit a cell, 32 to a number. */
  readonly #differing: Int32Array
  #walked: WalkedCells | null = null
  #walk: CellWalk | null = null
  #key: RecordKey | null = null
  #cells: readonly (readonly RawValue[] | null)[] | null = null
  readonly #emptyKey: Record<string, RawValue>

  /** `cellCounts`: how many cells a side's records have. */
  constructor(plan: ComparisonPlan, cellCounts: readonly number[]) {
    this.#plan = plan
    this.#cellCounts = cellCounts
    this.#sides = cellCounts.map(emptyCells)
    this.#differing = bitsOf(Math.max(...cellCounts))
    this.#emptyKey = compact(Object.fromEntries(plan.keyNames.map((name) => [name, null])))
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
    const record = this.#sides[this.first]!.record!
    const key = { ...this.#emptyKey }
    this.#key = key
    if (keyNames.length === 1) {
      key[keyNames[0]!] = canonicalOnlyPart(record, keyOrder[0]!)
      return key
    }
    const parts = canonicalKeyParts(record, keyOrder)
    for (let part = 0; part < keyNames.length; part++) key[keyNames[part]!] = parts[part] ?? null
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
    for (let side = 0; side < this.#sides.length; side++) {
      const { record } = this.#sides[side]!
      if (record !== null && record.broken !== null) return true
    }
    return false
  }

  get isEverywhere(): boolean {
    return this.present === this.#sides.length
  }

  has(side: number): boolean {
    return this.#sides[side]!.record !== null
  }

  /**
   * Finds these cells, and those whose bytes are not the same wherever the record is. After that the record can be asked
   * about them. For a record that two sides or more have.
   */
  walk(walked: WalkedCells): void {
    const { to } = walked
    const one = this.#view(this.first)
    const walk = this.#walkOf(walked)
    // Faster than to ask the runtime for so few.
    for (let word = 0; word < this.#differing.length; word++) this.#differing[word] = 0
    for (let side = this.first + 1; side < this.#sides.length; side++) {
      if (!this.has(side)) continue
      if (!walkBeside(one, this.#view(side), walk)) this.#checkCells()
      this.#checkRest(side, to)
    }
    this.#checkRest(this.first, to)
    this.isWalked = true
  }

  /** Made once, as the same cells are walked of every record. */
  #walkOf(walked: WalkedCells): CellWalk {
    if (this.#walk !== null && this.#walked === walked) return this.#walk
    this.#walked = walked
    this.#walk = cellWalk({ from: walked.from, to: walked.to, differing: this.#differing })
    return this.#walk
  }

  /** The first cell at this one or after it that is unsettled or not the same everywhere; the end of the walk if none is. */
  nextToJudge(cell: number): number {
    const { to, unsettled } = this.#walked!
    const differing = this.#differing
    let word = cell >> 5
    let bits = (differing[word]! | unsettled[word]!) & (-1 << (cell & 31))
    while (bits === 0) {
      if (++word >= unsettled.length) return to
      bits = differing[word]! | unsettled[word]!
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits)
  }

  /** Whether the bytes of a walked cell are the same wherever the record is. */
  isSame(cell: number): boolean {
    return (this.#differing[cell >> 5]! & (1 << (cell & 31))) === 0
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
