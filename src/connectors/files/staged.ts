/** Takes rows of COPY text for the staged file. */
export type Sink = (rows: Buffer) => Promise<void>

/** What was staged. */
export interface Staged {
  readonly names: readonly string[]
  /** The cells come first and the numbers of file and line after them; or the numbers first and cells may lack; or no numbers. */
  readonly layout: 'cells-first' | 'numbers-first' | 'cells-alone'
  /** In bytes. */
  readonly longestRow: number
}
