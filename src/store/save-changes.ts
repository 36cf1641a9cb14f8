import type { Change, SavedChange } from '../domain/change.ts'
import type { Database } from './database.ts'

/** Saves. */
export async function saveChanges(
  db: Database,
  input: { reconciliation: string; changes: readonly Change[]; runId: string; now: Date },
): Promise<SavedChange[]> {
  throw new Error(`not yet ${String(db)} ${input.runId}`)
}
