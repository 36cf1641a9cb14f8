import { CounterfoilError } from '../domain/errors.ts'
import { trackerAway } from '../store/tracker-away.ts'

/** The error that people may read, or null: it is a bug, and the log has it. */
export function explainFailure(error: unknown): CounterfoilError | null {
  return error instanceof CounterfoilError ? error : trackerAway(error)
}
