import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { startPostgres } from '../support/postgres.ts'
import { mismatch, NOW, triage } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

/** The migrations up to this one, as an earlier release had them. */
async function earlierMigrations(last: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-upgrade-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(MIGRATIONS.migrationsFolder, folder, { recursive: true })
  const journal = join(folder, 'meta', '_journal.json')
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, last + 1) }))
  return folder
}

test('a tracker from before snoozes and owners keeps its rows, and they live on', async () => {
  const server = await startPostgres()
  onTestFinished(() => server.close())
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const migrationsFolder = await earlierMigrations(4)
  await migrate(drizzle(client), { ...MIGRATIONS, migrationsFolder })
  const finding = mismatch('1', { crm: 'a', billing: 'b' })
  const values = [JSON.stringify(finding), JSON.stringify({ kind: 'run', id: 'run-1', surface: 'run' }), NOW]
  await client.query(
    `insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status, status_by,
       status_at, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, version)
     values ('customers', 'f', 'mismatch', '1', 'email', $1, 'high', 'new', $2, $3, $3, $3, 1, 0, 'run-1', 'run-1', 1)`,
    values,
  )
  await client.query(
    `insert into discrepancy_events (number, kind, actor, at, run_id, to_status, finding)
     values (1, 'opened', $2, $3, 'run-1', 'new', $1)`,
    values,
  )
  await client.end()

  const { db, close } = await openDatabase({ databaseUrl: server.url, dataFolder: '' })
  onTestFinished(close)
  const known = await findDiscrepancy(db, 1)
  expect(known).toMatchObject({ status: 'new', owner: null, snooze: null, damped: null, reopenedAt: null })
  await triage(db, known!, { action: 'snooze', to: 'new', until: null, now: NOW })
  const changed = mismatch('1', { crm: 'a', billing: 'c' })
  const [saved] = await saveKnown(db, {
    reconciliation: 'customers',
    changes: [
      { type: 'seen', number: 1, finding: changed, valuesChanged: true, silent: false, wakes: true } as const,
    ],
    runId: 'run-2',
    now: NOW,
  })
  expect(saved!.discrepancy).toMatchObject({ snooze: null, finding: changed, version: 3 })
})
