import type { Column } from '../../domain/record.ts'

/** A column of files as DuckDB reaches it: expressions over the table's relation. */
export interface FileColumn extends Column {
  /** The raw text, or null. */
  readonly text: string
  /** The cell as batches have it: escaped, `\N` for null. */
  readonly cell: string
}

/** The files of a source as one relation of DuckDB's SQL. */
export interface FileTable {
  readonly relation: string
  readonly columns: readonly FileColumn[]
  /** What a `where` of the config sees: `*`, or the columns by their names. */
  readonly visible: string
  /** Where a row stands, for messages: its file (name, or number in `files`) and its line or row. */
  readonly place: { readonly file: string; readonly line: string; readonly unit: 'line' | 'row' }
  readonly files: readonly string[]
}
