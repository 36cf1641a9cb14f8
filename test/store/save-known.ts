import type { Database } from '../../src/store/database.ts'
import { findDiscrepancies, saveChanges } from '../../src/store/discrepancies.ts'

/** `saveChanges` with what is known read before, as a run reads it. */
export async function saveKnown(db: Database, input: Omit<Parameters<typeof saveChanges>[1], 'known'>) {
  const numbers = input.changes.flatMap((change) => (change.type === 'opened' ? [] : [change.number]))
  return await saveChanges(db, { ...input, known: await findDiscrepancies(db, numbers) })
}
