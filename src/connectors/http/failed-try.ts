import type { ErrorCode } from '../../domain/errors.ts'

/** A request that brought nothing: what happened, and what a person can do about it. */
export class FailedTry extends Error {
  readonly code: ErrorCode
  readonly remedy: string
  /** The same request may well succeed in a moment. */
  readonly passing: boolean
  readonly status: number | null
  /** How long the API asks to wait. */
  readonly waitMs: number | null

  constructor(
    code: ErrorCode,
    what: string,
    facts: { remedy: string; passing?: boolean; status?: number; waitMs?: number | null; cause?: unknown },
  ) {
    super(what, { cause: facts.cause })
    this.code = code
    this.remedy = facts.remedy
    this.passing = facts.passing ?? false
    this.status = facts.status ?? null
    this.waitMs = facts.waitMs ?? null
  }
}
