import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeLog, LoggedSide } from '../../../src/connectors/change-log.ts'
import { openChangeLog } from '../../../src/connectors/postgres/open-change-log.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'

let postgres: TestPostgres
let log: ChangeLog
const clients: pg.Client[] = []
beforeAll(async () => {
  postgres = await startPostgres()
  const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
  log = openChangeLog({ name: 'db', settings })
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await postgres?.close()
})

async function session(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  clients.push(client)
  return client
}

let tables = 0

/** A table of changes that was read once. */
async function follow(
  columns = 'n bigserial, id int',
  {
    key = ['id'],
    order = 'n',
    atMost = 1_000,
    overlapSeconds = 0,
  }: { key?: readonly string[]; order?: string; atMost?: number; overlapSeconds?: number } = {},
) {
  const table = `"Odd ""changes_${tables++}"`
  await postgres.query(`create table ${table} (${columns})`)
  const side: LoggedSide = {
    location: { table: 'anything', query: null, where: null },
    keyColumns: key,
    changes: { kind: 'table', table, key, order },
    signal: new AbortController().signal,
  }
  let since: string | null = null
  const changes = async (wantsKeys = true) => {
    const told = await log.read({ ...side, since, wantsKeys, atMost, overlapSeconds })
    since = told.position
    return told.keys?.map((parts) => parts.join()).sort() ?? String(told.because)
  }
  return { table, side, changes, begin: () => changes(false), position: () => JSON.parse(since!) }
}

test('names the keys of rows that came since, each once', async () => {
  const { table, changes, begin } = await follow()
  await postgres.query(`insert into ${table} (id) values (1)`)
  await begin()
  expect(await changes()).toEqual([])
  await postgres.query(`insert into ${table} (id) values (2), (3), (2)`)
  expect(await changes()).toEqual(['2', '3'])
  expect(await changes()).toEqual([])
})

test.each([0, 600])(
  'a number that is given first and committed last is not lost: overlap %d',
  async (overlapSeconds) => {
    const { table, changes, begin, position } = await follow('n bigserial, id int', { overlapSeconds })
    await postgres.query(`insert into ${table} (id) values (0)`)
    await begin()
    const [older, early, late] = [await session(), await session(), await session()]
    // The oldest transaction takes its number last: transactions are no more in the order of numbers than commits are.
    await older.query('begin; select txid_current()')
    await early.query('begin')
    await early.query(`insert into ${table} (id) values (1)`)
    await late.query('begin')
    await late.query(`insert into ${table} (id) values (2)`)
    await older.query(`insert into ${table} (id) values (3)`)
    await late.query('commit')
    expect(await changes()).toEqual(['2'])
    await older.query('commit')
    expect(await changes()).toContain('3')
    for (let run = 0; run < 3; run++) {
      await postgres.query(`insert into ${table} (id) values (${10 + run})`)
      expect(await changes()).toContain(String(10 + run))
    }
    // 1 to 4 were given first.
    expect(position().newest).toBe('7')
    await early.query('commit')
    expect(await changes()).toContain('1')
  },
)

test('a part of a transaction that was rolled back, and one that was not', async () => {
  const { table, changes, begin } = await follow()
  await begin()
  const client = await session()
  await client.query(
    `begin; insert into ${table} (id) values (1); savepoint a; insert into ${table} (id) values (2)`,
  )
  await client.query(`rollback to a; savepoint b; insert into ${table} (id) values (3)`)
  expect(await changes()).toEqual([])
  await client.query('commit')
  expect(await changes()).toEqual(['1', '3'])
})

test('a composite key, in the order of the side, as a read would write it', async () => {
  const { table, changes, begin } = await follow(
    'at timestamptz default clock_timestamp(), "Re gion" text, booked date',
    { key: ['booked', 'Re gion'], order: 'at' },
  )
  await begin()
  await postgres.query(`insert into ${table} ("Re gion", booked) values ('o"d\\d', '2026-11-01')`)
  expect(await changes()).toEqual(['2026-11-01,o"d\\d'])
})

test('a row that is dated in the future hides none after it, and one without an order is read', async () => {
  const { table, changes, begin, position } = await follow('at timestamptz, id int', { order: 'at' })
  await postgres.query(`insert into ${table} values (now() + interval '1 year', 1), (now(), 2)`)
  await begin()
  for (let run = 0; run < 3; run++) {
    await postgres.query(`insert into ${table} values (now(), ${10 + run}), (null, ${20 + run})`)
    expect(await changes()).toEqual([`${10 + run}`, `${20 + run}`])
  }
  expect(position().from).not.toBeNull()
})

test('the first read after an empty table reads it from its beginning', async () => {
  const { table, changes, begin } = await follow()
  await begin()
  expect(await changes()).toEqual([])
  await postgres.query(`insert into ${table} (id) select n from generate_series(1, 1000) as n`)
  expect(await changes()).toHaveLength(1_000)
  await postgres.query(`insert into ${table} (id) select n from generate_series(1, 1001) as n`)
  expect(await changes()).toBe('more than 1,000 records changed')
  expect(await changes()).toEqual([])
})

test('a table that was emptied further than it was read, or made anew, is not trusted', async () => {
  const { table, changes, begin } = await follow()
  await postgres.query(`insert into ${table} (id) values (1), (2)`)
  await begin()
  await postgres.query(`delete from ${table} where n < 2`)
  expect(await changes()).toEqual([])
  await postgres.query(`insert into ${table} (id) values (3); delete from ${table} where n < 3`)
  expect(await changes()).toMatch('the row with n 2, up to which')
  await postgres.query(`drop table ${table}; create table ${table} (n bigserial, id int)`)
  await postgres.query(`insert into ${table} (id) values (1), (2), (3)`)
  expect(await changes()).toMatch('is not the table that was read before')
})

test('the table is read by the index of its order once it can be', async () => {
  const { table, changes, begin, position } = await follow('n bigserial primary key, id int')
  await postgres.query(`insert into ${table} (id) select n from generate_series(1, 50000) as n`)
  await postgres.query(`analyze ${table}`)
  await begin()
  await postgres.query(`insert into ${table} (id) values (7)`)
  await changes()
  const rowsByScan = async () => {
    // A session has told what it read when it is gone.
    const isGone = `not exists (select from pg_stat_activity where application_name = 'counterfoil') as gone`
    for (let gone = false; !gone; )
      gone = (await postgres.query(`select pg_sleep(0.01), ${isGone}`))[0]?.gone === true
    const [row] = await postgres.query(
      `select seq_tup_read::int as rows from pg_stat_user_tables where relid = '${table}'::regclass`,
    )
    return row!.rows
  }
  const before = await rowsByScan()
  await postgres.query(`insert into ${table} (id) values (8)`)
  expect(await changes()).toEqual(['8'])
  expect(await rowsByScan()).toBe(before)
  expect(position().newest).toBe('50002')
})

test('a table that cannot say what came last is refused with what to name', async () => {
  const cases = [
    ['n text, id int', {}, 'the order "n" of'],
    ['n timestamp, id int', {}, 'timestamp without time zone; name a column that only grows'],
    ['m int, id int', {}, 'n'],
  ] as const
  for (const [columns, options, sentence] of cases)
    await expect((await follow(columns, options)).begin()).rejects.toThrow(sentence)
  const { table, side } = await follow()
  await postgres.query(`create view seen_changes as select * from ${table}`)
  const changes = { ...side.changes, table: 'seen_changes' } as LoggedSide['changes']
  await expect(log.check({ ...side, changes })).rejects.toThrow('seen_changes is no table of rows of its own')
  expect(await log.check(side)).toEqual({ state: 'ok', said: `changes stand in ${table}; it is empty` })
})
