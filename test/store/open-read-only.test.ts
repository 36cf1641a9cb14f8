import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDiscrepancy, readNextNumber } from '../../src/store/discrepancies.ts'
import type { Database } from '../../src/store/open-database.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { openReadOnly } from '../../src/store/open-read-only.ts'
import { openServerAsIs } from '../../src/store/open-server.ts'
import { claimRun, findRun } from '../../src/store/runs.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { mismatch, NOW, openOne } from './each-tracker.ts'

let server: TestPostgres
let dataFolder: string
let databases = 0
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => await server.close())
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-read-only-'))
})
afterEach(async () => await rm(dataFolder, { recursive: true, force: true }))

async function place(kind: 'embedded' | 'server') {
  if (kind === 'embedded') return { databaseUrl: null, dataFolder }
  const name = `read_only_${databases++}`
  await server.query(`create database ${name}`)
  return { databaseUrl: server.url.replace(/postgres$/, name), dataFolder }
}

const fill = (db: Database) => openOne(db, mismatch('1', { crm: 'a', billing: 'b' }), 'customers')

describe.each(['embedded', 'server'] as const)('the %s tracker, read only', (kind) => {
  test('is none where there is nothing yet, and nothing is made', async () => {
    const where = await place(kind)
    const { read, close } = await openReadOnly(where)
    expect(
      await read(
        async () => 'a tracker',
        () => 'none',
      ),
    ).toBe('none')
    await close()
    expect(await readdir(dataFolder)).toEqual([])
    if (where.databaseUrl === null) return
    const left = await openServerAsIs(where.databaseUrl)
    const schemas = await left.db.execute(sql`select 1 from pg_namespace where nspname = 'drizzle'`)
    expect(schemas).toMatchObject({ rowCount: 0 })
    await left.close()
  })

  test('shows what was saved, and PostgreSQL refuses every write', async () => {
    const where = await place(kind)
    const tracker = await openDatabase(where)
    const saved = await fill(tracker.db)
    const claim = { id: 'run-9', reconciliation: 'customers', trigger: 'cli', requestedBy: 'ada' } as const
    await claimRun(tracker.db, { ...claim, scope: { kind: 'everything' }, now: NOW, leaseSeconds: 1 })
    await tracker.close()
    const { read, close } = await openReadOnly(where)
    const none = () => null
    expect(await read((db) => findDiscrepancy(db, 1), none)).toEqual(saved)
    expect(await read(readNextNumber, none)).toBe(2)
    await expect(read(fill, none)).rejects.toMatchObject({ cause: { code: '25006' } })
    await expect(
      read(async (db) => await db.execute(sql`create table more (id int)`), none),
    ).rejects.toThrow()
    await close()
    const again = await openReadOnly(where)
    // Whoever opens to write fails a run whose process died; whoever only looks does not.
    expect(await again.read((db) => findRun(db, 'run-9'), none)).toMatchObject({ state: 'running' })
    await again.close()
    expect(existsSync(join(dataFolder, 'tracker.lock'))).toBe(false)
  })

  test('that is of an older version is refused, and stays as it is', async () => {
    const where = await place(kind)
    const tracker = await openDatabase(where)
    await tracker.db.execute(sql`delete from drizzle.counterfoil_migrations where id =
      (select max(id) from drizzle.counterfoil_migrations)`)
    await tracker.close()
    await expect(openReadOnly(where)).rejects.toMatchObject({
      code: 'tracker-unreachable',
      message: expect.stringContaining('older version'),
    })
    await expect(openReadOnly(where)).rejects.toThrow('older version')
  })
})

test('a tracker that another opener has is refused as busy, and a server that is away as unreachable', async () => {
  const where = await place('embedded')
  const tracker = await openDatabase(where)
  await expect(openReadOnly(where)).rejects.toMatchObject({ code: 'tracker-busy' })
  await tracker.close()
  const away = openReadOnly({ databaseUrl: 'postgres://ada:secret@127.0.0.1:1/tracker', dataFolder })
  await expect(away).rejects.toMatchObject({ code: 'tracker-unreachable' })
  await expect(away).rejects.not.toThrow('secret')
})
