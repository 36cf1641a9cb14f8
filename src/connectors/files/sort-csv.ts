import { open, stat } from 'node:fs/promises'
import { BYTE } from '../../domain/byte.ts'
import type { KeyOrder } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { pickCells } from './pick-cells.ts'
import type { Header } from './read-header.ts'
import { RowSorter } from './row-sorter.ts'
import { stageFile } from './stage-csv.ts'

const { NEWLINE } = BYTE
/** Nulls and escapes are longer than what they stand for. */
const ROOM = 1.02

/** CSV files of which all rows are wanted; plain data, to be told to a thread. */
export interface SortTask {
  /** Of the source, for messages. */
  readonly name: string
  readonly trailer: string | null
  readonly files: readonly string[]
  /** One a file. */
  readonly headers: readonly Header[]
  /** Which cells are wanted, key first. */
  readonly places: readonly number[]
  readonly keyOrder: readonly KeyOrder[]
  /** Where rows go that are too many for the memory. */
  readonly path: string
  /** Rows that take more are not sorted here. */
  readonly memoryBytes: number
}

/** Rows of files that were read to their end: in memory in their order, or in the file as they came. */
export type SortedCsv =
  | { readonly kind: 'memory'; readonly batches: Iterator<RecordBatch> }
  | { readonly kind: 'file'; readonly isInOrder: boolean; readonly longestRow: number }

/**
 * Reads files to their end and sorts their rows in memory. Where they are too many they go to the file, which is as good
 * when they came in order.
 */
export async function sortCsv(task: SortTask, signal: AbortSignal): Promise<SortedCsv> {
  const sorter = new RowSorter(task.keyOrder, Math.min(await sizeOf(task.files), task.memoryBytes))
  const file = await open(task.path, 'wx')
  let isSpilled = false
  try {
    await readRows(task, async (rows) => {
      signal.throwIfAborted()
      sorter.add(rows)
      if (sorter.memoryBytes <= task.memoryBytes) return
      isSpilled = true
      await file.writeFile(sorter.take())
    })
    if (!isSpilled) return { kind: 'memory', batches: sorter.batches() }
    await file.writeFile(sorter.take())
    return { kind: 'file', isInOrder: sorter.isInOrder, longestRow: sorter.longestRow }
  } finally {
    await file.close()
  }
}

/** About what the rows of files take as they are written; of packed files less. */
async function sizeOf(files: readonly string[]): Promise<number> {
  const facts = await Promise.all(files.map((file) => stat(file)))
  return facts.reduce((sum, { size }) => sum + Math.ceil(size * ROOM), 0)
}

/** Tells of the wanted cells of all files, some whole rows at a time. */
async function readRows(task: SortTask, add: (rows: Buffer) => Promise<void>): Promise<void> {
  for (const [index, file] of task.files.entries()) {
    const header = task.headers[index]!
    const isAsItStands =
      task.places.length === header.names.length && task.places.every((place, cell) => place === cell)
    let rest = Buffer.alloc(0)
    await stageFile(task, { file, header, tail: null }, async (piece) => {
      const rows = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      const end = rows.lastIndexOf(NEWLINE) + 1
      rest = Buffer.from(rows.subarray(end))
      const whole = rows.subarray(0, end)
      await add(isAsItStands ? whole : pickCells(whole, task.places))
    })
  }
}
