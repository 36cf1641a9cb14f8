import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { listFailed, listPending } from '../../src/store/outbox.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => await server?.close())

/** The tables as they were after this migration. */
async function migrateUpTo(tag: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-migrations-'))
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await cp(MIGRATIONS.migrationsFolder, folder, { recursive: true })
    const file = join(folder, 'meta', '_journal.json')
    const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { tag: string }[] }
    const last = journal.entries.findIndex((entry) => entry.tag === tag)
    await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }))
    await migrate(drizzle({ client }), { ...MIGRATIONS, migrationsFolder: folder })
  } finally {
    await client.end()
    await rm(folder, { recursive: true, force: true })
  }
}

test('what an older version still had to tell keeps its order, and what it was posting is looked for first', async () => {
  await migrateUpTo('0004_budgets')
  const row = (tag: string, facts: string) =>
    `insert into outbox (tag, position, channel, about, attempts, next_attempt_at, lease_until, state, error, generation)
     values ('${tag}', ${facts}, 1)`
  const about = `'{"kind":"discrepancy","number":1}'`
  await server.query(
    [
      row('card:3', `1, '#ops', ${about}, 0, '2026-11-01 09:02Z', null, 'pending', null`),
      row('card:2', `0, '#ops', ${about}, 1, '2026-11-01 09:01Z', '2026-11-01 09:03Z', 'pending', null`),
      row('card:1', `0, '#ops', ${about}, 1, '2026-11-01 09:00Z', null, 'failed', 'is_archived'`),
    ].join(';'),
  )
  const { db, close } = await openDatabase({ databaseUrl: server.url, dataFolder: '' })
  expect(await listPending(db)).toMatchObject([
    { tag: 'card:2', firstAttemptAt: new Date('2026-11-01T08:53:00Z') },
    { tag: 'card:3', firstAttemptAt: null, postAnyway: false },
  ])
  expect(await listFailed(db)).toMatchObject([{ tag: 'card:1', error: 'is_archived', firstAttemptAt: null }])
  await close()
})
