import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzleServer } from 'drizzle-orm/node-postgres'
import { migrate as migrateServer } from 'drizzle-orm/node-postgres/migrator'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { verifyAudit } from '../../src/operations/verify-audit.ts'
import type { Database } from '../../src/store/database.ts'
import { appendEvents } from '../../src/store/events.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { startPostgres } from '../support/postgres.ts'
import { ANNA, later } from './each-tracker.ts'

const folders: string[] = []
const makeFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-migration-'))
  folders.push(folder)
  return folder
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** The migrations up to 0004, before there was a chain. */
async function migrationsBefore(): Promise<typeof MIGRATIONS> {
  const folder = join(await makeFolder(), 'drizzle')
  await cp(MIGRATIONS.migrationsFolder, folder, { recursive: true })
  const file = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { idx: number }[] }
  await writeFile(
    file,
    JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx <= 4) }),
  )
  return { ...MIGRATIONS, migrationsFolder: folder }
}

const ROWS = `
insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, reason, note, finding)
select number, 'opened', '{"kind":"run", "id":"r","surface":"run"}', timestamptz '2026-11-01 10:00:00.123456+02', 'r', null,
  'new', null, 'é ' || number, '{"a":"\\u0000", "b":9007199254740993}' from generate_series(1, 2000) as number;
insert into runs (id, reconciliation, trigger, requested_by, scope, scope_hash, state, started_at, lease_until, finished_at)
select 'run-' || number, 'customers', 'cli', 'anna', '{"kind":"everything"}', 'h' || number,
  case when number = 3 then 'running' else 'completed' end, now(), now(), case when number <> 3 then now() end
from generate_series(1, 3) as number`

async function expectChained(db: Database): Promise<void> {
  const whole = { breach: null, entries: 2_002, events: 2_000, runs: 2 }
  const verdict = await verifyAudit(db, { key: null })
  expect(verdict).toMatchObject({ ...whole, first: { number: 1, at: '2026-11-01T08:00:00.123456Z' } })
  expect(verdict.last).toMatchObject({ position: 2_002, subject: 'run', id: 'run-2' })
  const nothing = { runId: null, from: null, to: null, reason: null, finding: null, details: null }
  await appendEvents(db, [{ ...nothing, number: 1, kind: 'note', actor: ANNA, at: later(1), note: 'on' }])
  const { breach } = await verifyAudit(db, { key: null, head: verdict.head })
  expect(breach).toBeNull()
}

test('what an embedded tracker remembers already is chained when it is migrated', async () => {
  const dataFolder = await makeFolder()
  const client = await PGlite.create({ dataDir: join(dataFolder, 'tracker') })
  await migrate(drizzle({ client }), await migrationsBefore())
  await client.exec(ROWS)
  // Whoever opens the folder fails what is running, which would be one entry more.
  await client.exec(`delete from runs where id = 'run-3'`)
  await client.close()
  const { db, close } = await openDatabase({ databaseUrl: null, dataFolder })
  await expectChained(db)
  await close()
})

test('what a server remembers already is chained when it is migrated', async () => {
  const server = await startPostgres()
  try {
    const pool = new pg.Pool({ connectionString: server.url })
    await migrateServer(drizzleServer({ client: pool }), await migrationsBefore())
    await pool.end()
    await server.query(ROWS)
    const { db, close } = await openDatabase({ databaseUrl: server.url, dataFolder: '' })
    await expectChained(db)
    await close()
  } finally {
    await server.close()
  }
})
