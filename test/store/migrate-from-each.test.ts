import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { openEmbedded } from '../../src/store/open-embedded.ts'
import { listPending } from '../../src/store/outbox.ts'
import { findRun } from '../../src/store/runs.ts'
import { decideTransition } from '../../src/tracker/transitions.ts'
import { dumpSchema } from '../support/dump-schema.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { later, mismatch, NOW } from './each-tracker.ts'

interface Journal {
  readonly entries: readonly { readonly tag: string }[]
}

const journal: Journal = JSON.parse(
  await readFile(join(MIGRATIONS.migrationsFolder, 'meta/_journal.json'), 'utf8'),
)

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.close())

const urlOf = (database: string) => server.url.replace(/postgres$/, database)

test('the tables are those of drizzle/schema.txt, on a server and embedded', async () => {
  await server.query('create database newest')
  const tracker = await openDatabase({ databaseUrl: urlOf('newest'), dataFolder: '' })
  const dumped = await dumpSchema((statement) => rowsOf(tracker.db, statement))
  await tracker.close()
  await expect(dumped).toMatchFileSnapshot('../../drizzle/schema.txt')
  const dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-store-'))
  const embedded = await openEmbedded(dataFolder)
  expect(await dumpSchema((statement) => rowsOf(embedded.db, statement))).toBe(dumped)
  await embedded.close()
  await rm(dataFolder, { recursive: true, force: true })
})

test.each(journal.entries.map(({ tag }, position) => ({ tag, position })))(
  'a tracker as $tag left it, with rows, comes to the newest tables and keeps them',
  async ({ tag, position }) => {
    const database = `from_${position}`
    await server.query(`create database ${database}`)
    const client = new pg.Client(urlOf(database))
    await client.connect()
    const folder = await firstMigrations(position + 1)
    await migrate(drizzle({ client }), { ...MIGRATIONS, migrationsFolder: folder })
    await rm(folder, { recursive: true })
    for (const statement of ROWS) await client.query(statement)
    await client.end()

    const { db, close } = await openDatabase({ databaseUrl: urlOf(database), dataFolder: '' })
    expect(await dumpSchema((statement) => rowsOf(db, statement)), tag).toBe(
      await readFile(join(MIGRATIONS.migrationsFolder, 'schema.txt'), 'utf8'),
    )
    const one = await findDiscrepancy(db, 1)
    expect(one).toMatchObject({ status: 'acknowledged', version: 2, finding: FINDING, firstSeenAt: NOW })
    expect(decideTransition(one!, 'resolve')).toMatchObject({ to: 'resolved' })
    expect(await findDiscrepancy(db, 2)).toMatchObject({
      status: 'resolved',
      resolution: { reason: 'expected', note: 'as agreed' },
    })
    const events = await listEvents(db, 1)
    expect(events.map(({ kind, at }) => [kind, at])).toEqual([
      ['opened', NOW],
      ['acknowledged', later(1)],
    ])
    expect(await findRun(db, 'run-1')).toMatchObject({ state: 'completed', scope: { kind: 'everything' } })
    expect((await listPending(db)).map((row) => row.tag)).toEqual(['card:1'])
    await close()
  },
)

async function rowsOf(
  db: { execute(query: string): Promise<unknown> },
  statement: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = (await db.execute(statement)) as { rows: Record<string, unknown>[] }
  return rows
}

/** The migrations folder as it was when it had so many. */
async function firstMigrations(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-migrations-'))
  await cp(MIGRATIONS.migrationsFolder, folder, { recursive: true })
  const then = { ...journal, entries: journal.entries.slice(0, count) }
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(then))
  return folder
}

const FINDING = mismatch('1', { crm: 'a', billing: 'b' })
const finding = JSON.stringify(FINDING)
const at = (minutes: number) => `'${later(minutes).toISOString()}'`
const anna = `'{"kind":"person","id":"U1","surface":"slack"}'`
const run = `'{"kind":"run","id":"run-1","surface":"run"}'`

/** As the first version would have written them: every column that it had and no other. */
const ROWS = [
  `insert into runs (id, reconciliation, trigger, requested_by, scope, scope_hash, state, started_at, lease_until, finished_at)
   values ('run-1', 'customers', 'cli', 'anna', '{"kind":"everything"}', 'hash', 'completed', ${at(-1)}, ${at(0)}, ${at(0)})`,
  `insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status, status_by,
     status_at, resolution_reason, resolution_note, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id,
     last_run_id, version)
   values
     ('customers', 'f1', 'mismatch', '{"id":"1"}', 'email', '${finding}', 'high', 'acknowledged', ${anna}, ${at(1)},
      null, null, ${at(0)}, ${at(0)}, 1, 0, 'run-1', 'run-1', 2),
     ('customers', 'f2', 'mismatch', '{"id":"2"}', 'email', '${finding}', 'high', 'resolved', ${anna}, ${at(1)},
      'expected', 'as agreed', ${at(0)}, ${at(0)}, 1, 0, 'run-1', 'run-1', 2)`,
  `insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, finding)
   values (1, 'opened', ${run}, ${at(0)}, 'run-1', null, 'new', '${finding}'),
     (2, 'opened', ${run}, ${at(0)}, 'run-1', null, 'new', '${finding}'),
     (1, 'acknowledged', ${anna}, ${at(1)}, null, 'new', 'acknowledged', null)`,
  `insert into outbox (tag, position, channel, about, attempts, next_attempt_at, state, generation)
   values ('card:1', 0, '#ops', '{"kind":"discrepancy","number":1}', 0, ${at(0)}, 'pending', 1)`,
  `insert into messages (tag, channel, ts, content_hash, sent_at) values ('card:2', 'C1', '1.000001', 'hash', ${at(0)})`,
  `insert into digests (id, channel, day, since, until, facts)
   values ('d1', '#ops', '2026-11-01', ${at(-60)}, ${at(0)}, '{}')`,
]
