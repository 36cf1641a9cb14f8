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
export interface CellSpan {
  readonly from: number
  readonly to: number
  /** A bit a cell, 32 to a number: set where the bytes differ, else left alone. */
  readonly differing: Int32Array
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
export function walkBeside(one: SideCells, other: SideCells, span: CellSpan): boolean {
  const { bytes: a, end: endOfA, keyEnd: keyEndOfA } = one.record!
  const { bytes: b, end: endOfB, keyEnd: keyEndOfB } = other.record!
  const { from, to, differing } = span
  one.ends[from - 1] = keyEndOfA
  other.ends[from - 1] = keyEndOfB
  let cell = from
  let start = keyEndOfA + 1
  let shift = keyEndOfB - keyEndOfA
  while (cell < to) {
    if (start > endOfA || start + shift > endOfB) return false
    cell = walkSame(one, other, { start, shift, cell })
    if (cell >= to) return true
    const same = one.ends[cell]!
    const i = endOfCell(a, same, endOfA)
    const j = endOfCell(b, same + shift, endOfB)
    if (i > same || j > same + shift) differing[cell >> 5]! |= 1 << (cell & 31)
    one.ends[cell] = i
    other.ends[cell] = j
    cell++
    start = i + 1
    shift = j - i
  }
  return true
}

/** Where the walk stands: the other record is `shift` bytes further on. */
interface Standing {
  readonly start: number
  readonly shift: number
  readonly cell: number
}

/**
 * Walks on as long as the bytes are the same, over the ends of cells too. The cell that is not at its end there; how far
 * it is the same is left as its end.
 */
function walkSame(one: SideCells, other: SideCells, { start, shift, cell: first }: Standing): number {
  const { bytes: a, end: endOfA } = one.record!
  const { bytes: b, end: endOfB } = other.record!
  const [endsOfA, endsOfB, viewOfA, viewOfB] = [one.ends, other.ends, one.view, other.view]
  const until = Math.min(endOfA, endOfB - shift)
  let cell = first
  let i = start
  for (; i + 4 <= until; i += 4) {
    const word = viewOfA.getInt32(i, true)
    if (word !== viewOfB.getInt32(i + shift, true)) break
    // The highest bit of each byte that is a tab.
    let tabs = tabsIn(word)
    while (tabs !== 0) {
      const at = i + ((31 - Math.clz32(tabs & -tabs)) >> 3)
      endsOfA[cell] = at
      endsOfB[cell] = at + shift
      cell++
      tabs &= tabs - 1
    }
  }
  for (; i < until && a[i] === b[i + shift]; i++) {
    if (a[i] !== TAB) continue
    endsOfA[cell] = i
    endsOfB[cell] = i + shift
    cell++
  }
  endsOfA[cell] = i
  return cell
}

function tabsIn(word: number): number {
  const other = word ^ TABS
  return ~(((other & LOW_BITS) + LOW_BITS) | other | LOW_BITS)
}

function endOfCell(bytes: Buffer, at: number, end: number): number {
  let stop = at
  while (stop < end && bytes[stop] !== TAB) stop++
  return stop
}
