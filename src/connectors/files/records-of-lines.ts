import type { KeyOrder } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { CsvScanner } from './csv-scanner.ts'
import type { LineFiles } from './find-lines.ts'
import { pickCells } from './pick-cells.ts'
import { RowSorter } from './row-sorter.ts'

/** Some lines of CSV files, checked before, as records in key order. */
export async function* recordsOfLines(
  lines: readonly string[],
  { headers, places }: Pick<LineFiles, 'headers' | 'places'>,
  keyOrder: readonly KeyOrder[],
): AsyncGenerator<RecordBatch, void> {
  if (lines.length === 0) return
  const { delimiter, names } = headers[0]!
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  const rows = new CsvScanner({ delimiter, columns: names.length, tail: null, line: 1 }).push(text)
  const sorter = new RowSorter(keyOrder, rows.length)
  sorter.add(pickCells(rows, places))
  yield* sorter.batches()
}
