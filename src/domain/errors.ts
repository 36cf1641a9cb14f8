/** Every error people are meant to read has one of these codes; edge tables turn them into exit and HTTP statuses. */
export type ErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'source-missing'
  | 'source-unreachable'
  | 'source-incomplete'
  | 'source-encoding'
  | 'source-query'
  | 'source-disordered'
  | 'source-busy'
  | 'run-busy'
  | 'run-stopped'
  | 'not-found'
  | 'refused'
  | 'forbidden'
  | 'tracker-busy'
  | 'tracker-unreachable'
  | 'slack-token'
  | 'slack-unreachable'
  | 'port-taken'

/** An error with a sentence for people: what is wrong, where, with which value, and what to do. */
export class CounterfoilError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'CounterfoilError'
    this.code = code
  }
}
