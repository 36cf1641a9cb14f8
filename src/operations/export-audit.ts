import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import {
  type AuditFilter,
  type ExportedEntry,
  listRememberedNames,
  readExportEntries,
} from '../store/export-entries.ts'
import type { Database } from '../store/open-database.ts'

const BATCH = 1_000

/** The entries of the chain that a filter lets through, in batches. Throws `not-found` for a name that nobody knows. */
export async function* exportAudit(
  db: Database,
  filter: AuditFilter,
): AsyncGenerator<readonly ExportedEntry[]> {
  if (filter.reconciliation !== undefined) await refuseUnknown(db, filter.reconciliation)
  let after = 0
  for (;;) {
    const batch = await readExportEntries(db, { ...filter, after, limit: BATCH })
    yield batch
    if (batch.length < BATCH) return
    after = batch.at(-1)!.position
  }
}

async function refuseUnknown(db: Database, name: string): Promise<void> {
  const names = await listRememberedNames(db)
  if (names.includes(name)) return
  const known = names.length === 0 ? 'it remembers none yet' : `write one of ${names.join(', ')}`
  throw new CounterfoilError(
    'not-found',
    `--reconciliation "${name}": the tracker remembers nothing of it${didYouMean(name, names)}: ${known}`,
  )
}
