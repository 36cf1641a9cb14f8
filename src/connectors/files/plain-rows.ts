/** No text has these bytes. Where they stand for a delimiter and for no quote, each line is one cell as it stands. */
export const LINE_MARKS = [1, 0]

/** What rows are like that are seen to be right without looking at their cells. */
export interface RowShape {
  /** By byte: what it means to such a row. */
  readonly meanings: Uint8Array
  readonly columns: number
}

const [TEXT, CELL_END, ROW_END, OTHER] = [0, 1, 2, 3]

export function rowShape(delimiter: string, columns: number): RowShape {
  const meanings = new Uint8Array(256).fill(TEXT)
  meanings[delimiter.charCodeAt(0)] = CELL_END
  meanings[10] = ROW_END
  // A quote or a carriage return.
  meanings[34] = OTHER
  meanings[13] = OTHER
  return { meanings, columns }
}

/** Counts the whole rows from `start` on, up to the first that has a quote or a carriage return, or not as many cells. */
export function plainRows(
  lines: Buffer,
  start: number,
  { meanings, columns }: RowShape,
): { readonly rows: number; readonly end: number } {
  let rows = 0
  let end = start
  let cells = 1
  for (let index = start; index < lines.length; index++) {
    const meaning = meanings[lines[index]!]!
    if (meaning === TEXT) continue
    if (meaning === CELL_END) cells++
    else if (meaning === OTHER || cells !== columns) break
    else {
      rows++
      cells = 1
      end = index + 1
    }
  }
  return { rows, end }
}
