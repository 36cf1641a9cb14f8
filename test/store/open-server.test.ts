import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/open-database.ts'
import { listRuns } from '../../src/store/runs.ts'
import { openStatementLine } from '../faults/statement-line.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => {
  await server.close()
})

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataFolder: '/nowhere' })

async function freshDatabase(name: string): Promise<string> {
  await server.query(`create database ${name}`)
  return withPart((url) => Object.assign(url, { pathname: `/${name}` }))
}

function withPart(change: (url: URL) => void): string {
  const url = new URL(server.url)
  change(url)
  return url.href
}

describe('the tracker on a server', () => {
  test('is migrated once when several processes start together', async () => {
    const url = await freshDatabase('together')
    const trackers = await Promise.all([open(url), open(url), open(url), open(url)])
    for (const { db } of trackers) expect(await listRuns(db, { limit: 1 })).toEqual([])
    await Promise.all(trackers.map((tracker) => tracker.close()))
  })

  test('is opened beside another application that uses drizzle in the same database', async () => {
    const url = await freshDatabase('shared')
    const other = await open(url)
    await other.db.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
    await other.db.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`,
    )
    await other.db.execute(sql`delete from drizzle.counterfoil_migrations`)
    await other.db.execute(sql`drop schema public cascade`)
    await other.db.execute(sql`create schema public`)
    await other.close()
    const { db, close } = await open(url)
    expect(await listRuns(db, { limit: 1 })).toEqual([])
    await close()
  })

  test('gives a connection back when even the begin of a transaction fails on it', async () => {
    const line = await openStatementLine(Number(new URL(server.url).port))
    await freshDatabase('beginning')
    const { db, close } = await open(
      withPart((url) => Object.assign(url, { pathname: '/beginning', port: String(line.port) })),
    )
    line.take()
    line.cutAt({ text: 'begin', time: 1, mode: 'before' })
    await expect(db.transaction(async () => undefined)).rejects.toThrow('begin')
    expect(line.take().isCut).toBe(true)
    expect(await listRuns(db, { limit: 1 })).toEqual([])
    // It waits for every connection that is out.
    await close()
    await line.close()
  })

  test('lives through connections that the server ends', async () => {
    const { db, close } = await open(await freshDatabase('ending'))
    await Promise.all([listRuns(db, { limit: 1 }), listRuns(db, { limit: 1 })])
    const ended = await server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ending'`,
    )
    expect(ended.length).toBeGreaterThan(0)
    // The pool may not have heard of it yet: then each of these connections fails one query, and none after it.
    for (const _ of ended) await listRuns(db, { limit: 1 }).catch(() => undefined)
    expect(await listRuns(db, { limit: 1 })).toEqual([])
    await close()
    await close()
  })

  test('lives through a connection that the server ends between two statements of a transaction', async () => {
    const { db, close } = await open(await freshDatabase('cut'))
    const cut = db.transaction(async (transaction) => {
      await listRuns(transaction, { limit: 1 })
      await server.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = 'cut'`)
      return await listRuns(transaction, { limit: 1 })
    })
    await expect(cut).rejects.toThrow()
    expect(await listRuns(db, { limit: 1 })).toEqual([])
    await close()
  })

  test.each([
    ['nothing listens', (url: URL) => Object.assign(url, { port: '1' }), 'nothing listens there'],
    [
      'the password is wrong',
      (url: URL) => Object.assign(url, { password: 's3cret-wrong' }),
      'the password was refused',
    ],
    [
      'the database is missing',
      (url: URL) => Object.assign(url, { pathname: '/none' }),
      'there is no such database',
    ],
  ])('says in one sentence without secrets when %s', async (_what, change, reason) => {
    const url = withPart(change)
    const error = await open(url).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'tracker-unreachable', message: expect.stringContaining(reason) })
    const { message } = error as Error
    expect(message).toContain(new URL(url).host)
    expect(message).not.toContain('s3cret')
    expect(message).not.toContain('\n')
  })

  test('says what a DATABASE_URL looks like when it is none', async () => {
    for (const url of ['localhost:s3cret', 'mysql://u:s3cret@host/db', '']) {
      const error = await open(url).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'usage',
        message: expect.stringContaining('postgres://'),
      })
      expect((error as Error).message).not.toContain('s3cret')
    }
  })
})
