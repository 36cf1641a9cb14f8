import { BYTE } from '../../domain/byte.ts'

const { TAB, NEWLINE } = BYTE

/** Rows of COPY text with the cells at `places` alone, in that order; a place may be there twice. */
export function pickCells(rows: Buffer, places: readonly number[]): Buffer {
  let out = Buffer.allocUnsafe(rows.length * 2)
  const ends: number[] = []
  let at = 0
  for (let start = 0; start < rows.length; ) {
    let end = start
    ends.length = 0
    for (; rows[end] !== NEWLINE; end++) if (rows[end] === TAB) ends.push(end)
    ends.push(end)
    const most = at + (end - start + 1) * places.length
    if (most > out.length) out = Buffer.concat([out.subarray(0, at)], most * 2)
    for (const place of places) {
      const from = place === 0 ? start : ends[place - 1]! + 1
      for (let index = from; index < ends[place]!; index++) out[at++] = rows[index]!
      out[at++] = TAB
    }
    out[at - 1] = NEWLINE
    start = end + 1
  }
  return out.subarray(0, at)
}
