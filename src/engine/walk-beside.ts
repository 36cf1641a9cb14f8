import type { RecordPosition } from './key-bytes.ts'

const TAB = 9

/**
 * Where the cells of a record end: cell `i` is `bytes[ends[i-1] + 1 .. ends[i])`. Begins with the key's last cell.
 * Reused from record to record.
 */
export type CellEnds = Int32Array

/** Two records with the same cells `from .. to` after their keys, and where to note what is seen. */
export interface Beside {
  readonly one: RecordPosition
  readonly other: RecordPosition
  readonly from: number
  readonly to: number
  readonly endsOfOne: CellEnds
  readonly endsOfOther: CellEnds
  /** By cell: set to 1 where the bytes differ, else left alone. */
  readonly differing: Uint8Array
}

/** Walks two records side by side, each byte once. False when one of them ends before its last cell. */
export function walkBeside(beside: Beside): boolean {
  const { one, other, from, to, endsOfOne, endsOfOther, differing } = beside
  const { bytes: a, end: endOfA } = one
  const { bytes: b, end: endOfB } = other
  let i = one.keyEnd
  let j = other.keyEnd
  endsOfOne[from - 1] = i
  endsOfOther[from - 1] = j
  for (let cell = from; cell < to; cell++) {
    if (i >= endOfA || j >= endOfB) return false
    i++
    const shift = j + 1 - i
    const until = Math.min(endOfA, endOfB - shift)
    for (; i < until; i++) {
      const byte = a[i]!
      if (byte !== b[i + shift] || byte === TAB) break
    }
    const sameUntil = i
    i = endOfCell(a, i, endOfA)
    j = endOfCell(b, sameUntil + shift, endOfB)
    if (i > sameUntil || j > sameUntil + shift) differing[cell] = 1
    endsOfOne[cell] = i
    endsOfOther[cell] = j
  }
  return true
}

function endOfCell(bytes: Buffer, at: number, end: number): number {
  let stop = at
  while (stop < end && bytes[stop] !== TAB) stop++
  return stop
}
