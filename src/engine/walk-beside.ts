import type { RecordPosition } from './key-bytes.ts'

const TAB = 9
const TABS = 0x09090909
const LOW_BITS = 0x7f7f7f7f

/** A side's record and where its cells are found to end. Reused from record to record. */
export interface SideCells {
  record: RecordPosition | null
  /** Cell `i` is `bytes[ends[i-1] + 1 .. ends[i])`; begins with the key's last cell. */
  readonly ends: Int32Array
  /** The batch's memory, to be read four bytes at a time. */
  view: DataView
  viewed: Buffer | null
}

/** Cells after the key, `from .. to`, that mean the same on every side. */
interface CellSpan {
  readonly from: number
  readonly to: number
  /** A bit a cell, 32 to a number: set where the bytes differ, else left alone. */
  readonly differing: Int32Array
}

/** Cells to walk and where the walk stands, in the record of the one side. Reused, so that a record makes nothing. */
export interface CellWalk extends CellSpan {
  cell: number
  at: number
  /** The other side's record is so many bytes further on. */
  shift: number
}

export function cellWalk(span: CellSpan): CellWalk {
  return { ...span, cell: 0, at: 0, shift: 0 }
}

export function emptyCells(cellCount: number): SideCells {
  return {
    record: null,
    ends: new Int32Array(cellCount),
    view: new DataView(new ArrayBuffer(0)),
    viewed: null,
  }
}

/**
 * Walks two records side by side, most of it four bytes at a time, and finds where their cells end and which differ.
 * False when one of them ends before its last cell.
 */
export function walkBeside(one: SideCells, other: SideCells, walk: CellWalk): boolean {
  const { bytes: a, end: endOfA, keyEnd: keyEndOfA } = one.record!
  const { bytes: b, end: endOfB, keyEnd: keyEndOfB } = other.record!
  const { from, to, differing } = walk
  one.ends[from - 1] = keyEndOfA
  other.ends[from - 1] = keyEndOfB
  walk.cell = from
  walk.at = keyEndOfA + 1
  walk.shift = keyEndOfB - keyEndOfA
  while (walk.cell < to) {
    if (walk.at > endOfA || walk.at + walk.shift > endOfB) return false
    walkSame(one, other, walk)
    const { cell, at: same, shift } = walk
    if (cell >= to) return true
    const i = endOfCell(a, same, endOfA)
    const j = endOfCell(b, same + shift, endOfB)
    if (i > same || j > same + shift) differing[cell >> 5]! |= 1 << (cell & 31)
    one.ends[cell] = i
    other.ends[cell] = j
    walk.cell = cell + 1
    walk.at = i + 1
    walk.shift = j - i
  }
  return true
}

/** Walks on as long as the bytes are the same, over the ends of cells too, to the first that differs. */
function walkSame(one: SideCells, other: SideCells, walk: CellWalk): void {
  const { ends: endsOfA, view: viewOfA } = one
  const { ends: endsOfB, view: viewOfB } = other
  const { bytes: a, end: endOfA } = one.record!
  const { bytes: b, end: endOfB } = other.record!
  const { shift } = walk
  const until = Math.min(endOfA, endOfB - shift)
  let { cell, at: i } = walk
  let apart = 0
  for (; apart === 0 && i + 4 <= until; i += 4) {
    const word = viewOfA.getInt32(i, true)
    apart = word ^ viewOfB.getInt32(i + shift, true)
    // The highest bit of each byte that is a tab, before the first byte that differs.
    let tabs = tabsIn(word)
    if (apart !== 0) tabs &= (apart & -apart) - 1
    for (; tabs !== 0; tabs &= tabs - 1, cell++) {
      const end = i + bytesBelow(tabs)
      endsOfA[cell] = end
      endsOfB[cell] = end + shift
    }
  }
  if (apart !== 0) i += bytesBelow(apart) - 4
  for (; i < until && a[i] === b[i + shift]; i++) {
    if (a[i] !== TAB) continue
    endsOfA[cell] = i
    endsOfB[cell] = i + shift
    cell++
  }
  walk.cell = cell
  walk.at = i
}

function tabsIn(word: number): number {
  const other = word ^ TABS
  return ~(((other & LOW_BITS) + LOW_BITS) | other | LOW_BITS)
}

/** Whole bytes below the lowest bit that is set. */
function bytesBelow(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3
}

function endOfCell(bytes: Buffer, at: number, end: number): number {
  let stop = at
  while (stop < end && bytes[stop] !== TAB) stop++
  return stop
}
