import type { KeyOrder } from '../domain/record.ts'
import { compareKeys, isSurelySameKey, type RecordPosition } from './key-bytes.ts'
import type { SideCursor } from './side-cursor.ts'

/** What is done with each key. */
export interface MergeSteps {
  /** All sides have the very same bytes, once. False when it must be judged all the same. */
  readonly identical: (cursors: readonly SideCursor[]) => boolean
  /** A key as it stands: `atKey[i]` says whether side `i` has it (`cursors[i].here`). */
  readonly judge: (cursors: readonly SideCursor[], atKey: readonly boolean[]) => void
}

/** Lets a merge end between two keys. */
export interface MergeStop {
  stopsHere(): boolean
  judged(record: RecordPosition): void
}

export interface Merge {
  readonly cursors: readonly SideCursor[]
  readonly keyOrder: readonly KeyOrder[]
  /** All sides have the same cells, so equal bytes mean equal values. */
  readonly comparesBytes: boolean
  readonly steps: MergeSteps
  /** Null: it goes on to the end. */
  readonly stop: MergeStop | null
}

/** After so many judged in a row only one of so many is compared by its bytes. */
const FEW_JUDGED = 16

/**
 * Takes keys in order, smallest first, as long as no side must wait for a batch and nothing stops it. Every cursor must be settled before.
 * Nothing is allocated for a record that is identical on all sides.
 */
export function mergeWhatIsRead(merge: Merge): void {
  const { cursors, steps, stop } = merge
  const atKey = cursors.map(() => false)
  /** Judged since the last that was identical. */
  let judged = 0
  for (;;) {
    if (stop !== null && cursors.some((cursor) => cursor.hasRecord) && stop.stopsHere()) return
    if (
      merge.comparesBytes &&
      isWorthComparing(judged) &&
      allIdentical(cursors) &&
      steps.identical(cursors)
    ) {
      atKey.fill(true)
      judged = 0
    } else if (findSmallest(merge, atKey)) {
      steps.judge(cursors, atKey)
      judged++
    } else return
    stop?.judged(cursors[atKey.indexOf(true)]!.here)
    let settled = true
    for (let index = 0; index < cursors.length; index++) {
      if (!atKey[index]) continue
      const cursor = cursors[index]!
      cursor.advance()
      if (!cursor.settle()) settled = false
    }
    if (!settled) return
  }
}

/** Where all records differ comparing their bytes is in vain, and judging finds those that do not. */
function isWorthComparing(judged: number): boolean {
  return judged < FEW_JUDGED || judged % FEW_JUDGED === 0
}

function allIdentical(cursors: readonly SideCursor[]): boolean {
  const first = cursors[0]!
  if (!first.hasRecord || first.copies > 1) return false
  const { bytes, start, comparedEnd } = first.here
  for (let index = 1; index < cursors.length; index++) {
    const cursor = cursors[index]!
    if (!cursor.hasRecord || cursor.copies > 1) return false
    const other = cursor.here
    if (other.comparedEnd - other.start !== comparedEnd - start) return false
    if (bytes.compare(other.bytes, other.start, other.comparedEnd, start, comparedEnd) !== 0) return false
  }
  return true
}

/** Marks the sides that stand at the smallest key; false when all sides are at their end. */
function findSmallest({ cursors, keyOrder }: Merge, atKey: boolean[]): boolean {
  let smallest: SideCursor | null = null
  for (let index = 0; index < cursors.length; index++) {
    const cursor = cursors[index]!
    atKey[index] = cursor.hasRecord
    if (!cursor.hasRecord) continue
    const order =
      smallest === null
        ? -1
        : isSurelySameKey(cursor.here, smallest.here)
          ? 0
          : compareKeys(cursor.here, smallest.here, keyOrder)
    if (order > 0) atKey[index] = false
    if (order >= 0) continue
    atKey.fill(false, 0, index)
    smallest = cursor
  }
  return smallest !== null
}
