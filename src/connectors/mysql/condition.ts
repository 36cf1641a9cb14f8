import type { RowFilter } from './row-encoder.ts'

/**
 * A scope as a condition. Values travel as parameters into variables of the session, one path for one key and for
 * 100,000; nothing is spliced. `filter` decides by the text of the scope's column what the server cannot.
 */
export interface Condition {
  readonly sql: string
  readonly variables: Readonly<Record<string, string>>
  readonly filter: RowFilter | null
}
