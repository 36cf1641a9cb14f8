import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import type { PauseRule } from '../../../src/domain/settings.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { listenForWait } from '../listen-for-wait.ts'
import { nowhere, quietLog, readAll, readRequest } from '../read-all.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query(`CREATE TABLE load (level int); INSERT INTO load VALUES (0);
    CREATE TABLE people (id int PRIMARY KEY, name text);
    INSERT INTO people SELECT i, repeat('x', 500) FROM generate_series(1, 4000) AS i`)
})
afterAll(async () => await postgres?.close())
beforeEach(async () => await setLoad(0))

const setLoad = async (level: number) => void (await postgres.query('UPDATE load SET level = $1', [level]))
const people = {
  location: { ...nowhere, table: 'people' },
  columns: ['id', 'name'],
  keyOrder: ['integer'],
} as const

async function openPausing(rule: Partial<PauseRule>, url = postgres.url) {
  const pauseWhile = { query: 'SELECT level > 5 FROM load', everySeconds: 0.01, atMostSeconds: 600, ...rule }
  const wait = listenForWait()
  const settings = { type: 'postgres', url, statementTimeoutSeconds: 60, pauseWhile } as const
  const options = { name: 'crm', settings, scratchFolder: '/nowhere', log: quietLog, onWait: wait.onWait }
  return { connector: await openConnector(options), wait }
}

/** Comes back when the server has no session of ours, and else never. */
async function noSessions(): Promise<void> {
  const none = `SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'counterfoil') AS yes`
  while ((await postgres.query(none))[0]!.yes !== true);
}

describe('a source that is busy', () => {
  test('is not read before it is no longer busy; its columns are', async () => {
    await setLoad(6)
    const { connector, wait } = await openPausing({})
    expect(await connector.columns(people.location)).toHaveLength(2)
    expect(wait.sources).toEqual([])
    const reading = readAll(connector, people)
    expect(await wait.begun).toBe('crm')
    // What waits holds no snapshot: it sees what happens now.
    await postgres.query(`INSERT INTO people VALUES (0, 'late')`)
    await setLoad(5)
    expect(await reading).toHaveLength(4_001)
    await postgres.query('DELETE FROM people WHERE id = 0')
    await wait.ended
    expect(wait.sources).toHaveLength(1)
  })

  test('is not taken from in the middle of a read, which then goes on with the same records', async () => {
    const { connector, wait } = await openPausing({ everySeconds: 0 })
    let rows = 0
    let isPaused = false
    const told = wait.begun.then(async () => {
      isPaused = rows < 4_000
      await postgres.query(`INSERT INTO people VALUES (4001, 'late')`)
      await setLoad(0)
    })
    for await (const batch of connector.read(readRequest(people))) {
      if (rows === 0) await setLoad(6)
      rows += batch.count
    }
    await told
    await postgres.query('DELETE FROM people WHERE id = 4001')
    expect(isPaused).toBe(true)
    expect(rows).toBe(4_000)
  })

  test('is known by what other sessions do, our own left out', async () => {
    const active = `from pg_stat_activity where state = 'active' and application_name <> 'counterfoil'`
    const calm = await openPausing({ query: `select count(*) > 50 ${active}` })
    expect(await readAll(calm.connector, people)).toHaveLength(4_000)
    expect(calm.wait.sources).toEqual([])

    const other = new pg.Client({ connectionString: postgres.url })
    await other.connect()
    const work = other.query('SELECT pg_sleep(60)').catch(() => undefined)
    const isAtWork = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep') AS yes`
    while ((await postgres.query(isAtWork))[0]!.yes !== true);
    const sleeper = `${active} and backend_type = 'client backend'`
    const busy = await openPausing({ query: `select count(*) ${sleeper}` })
    const reading = readAll(busy.connector, people)
    await busy.wait.begun
    await postgres.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)
    await work
    await other.end()
    expect(await reading).toHaveLength(4_000)
  })

  test('is not asked for checksums or a join either', async () => {
    const side = { ...readRequest(people), summedCells: [] }
    const asking = {
      dialects: async ({ checksums }) => await checksums!.dialects(side),
      extent: async ({ checksums }) => await checksums!.extent(side),
      checksums: async ({ checksums }) => {
        const bucketing = { kind: 'ranges', width: 2_000n } as const
        const request = { ...side, bucketing, dialect: 'md5' }
        const counts: number[] = []
        for await (const buckets of checksums!.read(request)) counts.push(...buckets.map(({ rows }) => rows))
        return counts
      },
      join: async ({ joins }) => {
        const joined = { ...side, allColumns: side.columns, joins: joins! }
        return (await joins!.read({ ...side, sides: [joined, joined], maxKeys: 5 })).identical
      },
    } satisfies Record<
      string,
      (opened: Awaited<ReturnType<typeof openPausing>>['connector']) => Promise<unknown>
    >
    for (const [what, ask] of Object.entries(asking)) {
      await setLoad(6)
      const { connector, wait } = await openPausing({})
      const answer = ask(connector)
      await wait.begun
      await setLoad(0)
      if (what === 'extent')
        expect(await answer).toEqual({ rows: 4_000, keys: { lowest: 1n, highest: 4_000n } })
      else if (what === 'join') expect(await answer).toBe(4_000)
      else if (what === 'checksums') expect(await answer).toEqual([1_999, 2_000, 1])
      else expect(await answer).toContain('md5')
    }
  })

  test('fails the run as busy when it is waited for longer than may be, and leaves no session', async () => {
    await setLoad(6)
    const { connector, wait } = await openPausing({ atMostSeconds: 0.03 })
    await expect(readAll(connector, people)).rejects.toMatchObject({
      code: 'source-busy',
      message: expect.stringMatching(
        /^crm: the source was busy for 0 s, as its pauseWhile says; nothing is concluded\. Run again when it has less to do, raise pauseWhile\.atMost of the source, or correct its query\.$/,
      ),
    })
    await wait.ended
    await noSessions()
  })

  test('is waited for no longer once the run is stopped, in whatever it is doing', async () => {
    await setLoad(6)
    const waiting = new AbortController()
    const { connector, wait } = await openPausing({ everySeconds: 3_600 })
    const reading = readAll(connector, { ...people, signal: waiting.signal })
    await wait.begun
    waiting.abort()
    await expect(reading).rejects.toMatchObject({ code: 'run-stopped', message: 'crm: reading was stopped.' })
    await wait.ended

    const asking = new AbortController()
    const slow = await openPausing({ query: 'SELECT pg_sleep(25) IS NULL' })
    const answer = readAll(slow.connector, { ...people, signal: asking.signal })
    const isAsking = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep') AS yes`
    while ((await postgres.query(isAsking))[0]!.yes !== true);
    asking.abort()
    await expect(answer).rejects.toMatchObject({ code: 'run-stopped' })
    await noSessions()
  })
})

describe('a query of pauseWhile that cannot be asked fails the run', () => {
  test.each([
    [
      'SELECT nope FROM load',
      /^crm: the query of pauseWhile failed: column "nope" does not exist; correct it/,
    ],
    [
      'WITH gone AS (DELETE FROM load RETURNING *) SELECT count(*) FROM gone',
      /^crm: the query of pauseWhile failed: cannot execute SELECT in a read-only transaction; correct it, or remove pauseWhile of the source\. It may only read, and has 30 s to answer\.$/,
    ],
    ['SELECT 1; SELECT 2', /^crm: the query of pauseWhile failed: cannot insert multiple commands/],
    [
      `SELECT 'calm'`,
      /^crm: the query of pauseWhile answered "calm", which is neither a boolean nor a number/,
    ],
  ])('%s', async (query, message) => {
    const { connector, wait } = await openPausing({ query })
    await expect(readAll(connector, people)).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringMatching(message),
    })
    expect(wait.sources).toEqual([])
    await noSessions()
  })

  test('a server that cannot be reached is told as that', async () => {
    const { connector } = await openPausing({}, postgres.url.replace('/postgres', '/nowhere'))
    await expect(readAll(connector, people)).rejects.toMatchObject({ code: 'source-unreachable' })
  })
})
