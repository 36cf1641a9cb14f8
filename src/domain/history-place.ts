/** A page of a history that goes on growing: what is newer than its first page is none of it. */
export interface HistoryPlace {
  /** The newest event of the first page. */
  readonly upTo: number
  /** How many events are on the pages before. */
  readonly passed: number
}
