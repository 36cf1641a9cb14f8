import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeLog, LoggedSide } from '../../../src/connectors/change-log.ts'
import { openChangeLog } from '../../../src/connectors/postgres/open-change-log.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'

let postgres: TestPostgres
let log: ChangeLog
beforeAll(async () => {
  postgres = await startPostgres({ wal_level: 'logical', max_replication_slots: '60' })
  log = openChangeLog(sourceOf(postgres.url))
})
afterAll(async () => await postgres?.close())

function sourceOf(url: string) {
  return { name: 'db', settings: { type: 'postgres', url, statementTimeoutSeconds: 60 } } as const
}

let tables = 0

/** A table with a slot and a publication of its own, read once. */
interface Followed {
  readonly table: string
  readonly side: LoggedSide
  /** What was told since the last one of these, and how: keys as they come, or why they are not known. */
  changes(): Promise<readonly (readonly unknown[])[] | string>
  position(): string
  /** As after a run that was committed. */
  release(): Promise<void>
}

async function follow(
  columns: string,
  {
    key = ['id'],
    publish = '',
    atMost = 200_000,
  }: { key?: readonly string[]; publish?: string; atMost?: number } = {},
): Promise<Followed> {
  const name = `followed_${tables++}`
  await postgres.query(`create table ${name} (${columns})`)
  await postgres.query(`create publication "Pub ""${name}" for table ${name}${publish}`)
  await postgres.query(`select pg_create_logical_replication_slot('${name}', 'pgoutput')`)
  const side: LoggedSide = {
    location: { table: name, query: null, where: null },
    keyColumns: key,
    changes: { kind: 'slot', slot: name, publication: `Pub "${name}` },
    signal: new AbortController().signal,
  }
  let since: string | null = null
  const read = async (wantsKeys = true) => {
    const told = await log.read({ ...side, since, wantsKeys, atMost, overlapSeconds: 600 })
    since = told.position
    return told
  }
  await read(false)
  return {
    table: name,
    side,
    position: () => since!,
    changes: async () => {
      const { keys, because } = await read()
      return keys ?? String(because)
    },
    release: () => log.release(side, since!),
  }
}

test('names every key that was written, both of one that moved, and none of what was rolled back', async () => {
  const { table, changes, release } = await follow('id int primary key, balance numeric')
  await postgres.query(`insert into ${table} select n, n from generate_series(1, 5) as n`)
  expect(await changes()).toEqual([['1'], ['2'], ['3'], ['4'], ['5']])
  await release()
  await postgres.query(`update ${table} set balance = 0 where id = 2`)
  await postgres.query(`delete from ${table} where id = 3`)
  await postgres.query(`update ${table} set id = 40 where id = 4`)
  await postgres.query(`begin; delete from ${table} where id = 5; insert into ${table} values (6); rollback`)
  expect(await changes()).toEqual([['2'], ['3'], ['40'], ['4']])
  await release()
  expect(await changes()).toEqual([])
})

test('tells the same again to whoever has not remembered it, and only the rest where the slot was not released', async () => {
  const { table, side, changes, position } = await follow('id int primary key')
  const before = position()
  await postgres.query(`insert into ${table} values (1)`)
  const again = async () =>
    await log.read({ ...side, since: before, wantsKeys: true, atMost: 10, overlapSeconds: 0 })
  expect((await again()).keys).toEqual([['1']])
  expect((await again()).keys).toEqual([['1']])
  expect(await changes()).toEqual([['1']])
  await postgres.query(`insert into ${table} values (2)`)
  expect(await changes()).toEqual([['2']])
})

test('keys are the text that a read of the table hands out', async () => {
  const { table, changes } = await follow('"Odd ""id" text, at timestamptz, primary key ("Odd ""id", at)', {
    key: ['at', 'Odd "id'],
  })
  const values = [`tab\t`, `new\nline`, `back\\slash`, `d'ö"ä`, '🧾', '\\N', '']
  for (const value of values)
    await postgres.query(`insert into ${table} values ($1, '2026-11-21 13:00:00.123456+01')`, [value])
  expect(await changes()).toEqual(values.map((value) => ['2026-11-21 12:00:00.123456+00', value]))
})

test('ten thousand changes of one statement are told', async () => {
  const { table, changes } = await follow('id bigint primary key, balance numeric')
  await postgres.query(`insert into ${table} select n, n from generate_series(1, 10000) as n`)
  const told = await changes()
  expect(told).toHaveLength(10_000)
  expect(told.at(-1)).toEqual(['10000'])
})

test('more keys than are wanted are not gathered', async () => {
  const { table, changes, release } = await follow('id bigint primary key', { atMost: 100 })
  await postgres.query(`insert into ${table} select n from generate_series(1, 100) as n`)
  expect(await changes()).toHaveLength(100)
  await release()
  await postgres.query(`insert into ${table} select n from generate_series(101, 201) as n`)
  expect(await changes()).toBe('more than 100 records changed')
  // What was read whole then stays in the slot for a run more, and is not told again.
  expect(await changes()).toEqual([])
})

test('long keys that an update left as they were are told', async () => {
  const { table, changes, release } = await follow('id text primary key, balance numeric')
  await postgres.query(`alter table ${table} alter id set storage external`)
  const long = 'k'.repeat(2_500)
  await postgres.query(`insert into ${table} values ($1, 1)`, [long])
  expect(await changes()).toEqual([[long]])
  await release()
  await postgres.query(`update ${table} set balance = 2`)
  expect(await changes()).toEqual([[long]])
})

test('partitions are told as their table', async () => {
  const { table, changes } = await follow('id int primary key, balance numeric) partition by range (id')
  await postgres.query(`create table ${table}_low partition of ${table} for values from (0) to (10)`)
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await postgres.query(`insert into ${table} values (1), (2); delete from ${table} where id = 2`)
  expect(await changes()).toEqual([['1'], ['2']])
  await postgres.query(`create table ${table}_high (id int primary key, balance numeric)`)
  await postgres.query(`insert into ${table}_high values (11)`)
  await postgres.query(`alter table ${table} attach partition ${table}_high for values from (10) to (20)`)
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await postgres.query(`alter publication "Pub ""${table}" set (publish_via_partition_root)`)
  await changes()
  await postgres.query(`insert into ${table} values (3), (12)`)
  expect(await changes()).toEqual([['3'], ['12']])
})

test.each([
  ['truncate TABLE'],
  ['alter table TABLE alter balance type numeric(8,1)'],
  ['alter table TABLE drop balance; alter table TABLE add balance numeric default 7'],
  ['alter publication "Pub ""TABLE" drop table TABLE; alter publication "Pub ""TABLE" add table TABLE'],
  [
    `alter publication "Pub ""TABLE" set (publish = 'insert');
    alter publication "Pub ""TABLE" set (publish = 'insert, update, delete, truncate')`,
  ],
  [
    'drop table TABLE; create table TABLE (id int primary key, balance numeric); alter publication "Pub ""TABLE" add table TABLE',
  ],
])('what no row tells makes that known: %s', async (statement) => {
  const { table, changes, release } = await follow('id int primary key, balance numeric')
  await postgres.query(`insert into ${table} values (1, 1.55)`)
  expect(await changes()).toEqual([['1']])
  for (const each of statement.split('; ')) await postgres.query(each.replaceAll('TABLE', table))
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await release()
  await postgres.query(`insert into ${table} values (2, 1)`)
  expect(await changes()).toEqual([['2']])
})

test.each([
  [`set (publish = 'insert, update')`, 'the publication "PUB" does not tell deletes, truncates'],
  ['set table TABLE where (id > 5)', 'the publication "PUB" tells only rows with (id > 5)'],
  ['drop table TABLE', 'the publication "PUB" does not hold TABLE'],
])('a publication that tells less is said to: %s', async (alteration, sentence) => {
  const { table, changes, side } = await follow('id int primary key, balance numeric')
  await postgres.query(`alter publication "Pub ""${table}" ${alteration.replaceAll('TABLE', table)}`)
  const said = sentence.replace('TABLE', table).replace('PUB', `Pub "${table}`)
  expect(await changes()).toBe(said)
  expect(await log.check(side)).toMatchObject({ state: 'mend', said: expect.stringContaining(said) })
})

test('a publication that is not there tells nothing', async () => {
  const { table, changes } = await follow('id int primary key')
  await postgres.query(`drop publication "Pub ""${table}"`)
  await postgres.query(`insert into ${table} values (1)`)
  expect(await changes()).toBe(`there is no publication "Pub "${table}"`)
})

test('old rows without the key are not trusted: a key outside the replica identity', async () => {
  const { table, changes, release, side } = await follow(
    'part int primary key, account text, balance numeric',
    {
      key: ['account'],
    },
  )
  await postgres.query(`insert into ${table} values (1, 'A', 5), (2, 'B', 5)`)
  expect(await changes()).toEqual([['A'], ['B']])
  await release()
  await postgres.query(`update ${table} set account = 'C' where part = 1`)
  const sentence = 'the replica identity of the table does not hold its key column "account"'
  expect(await changes()).toBe(sentence)
  expect((await log.check(side)).said).toContain(`ALTER TABLE ${table} REPLICA IDENTITY FULL`)
  await postgres.query(`alter table ${table} replica identity full`)
  expect((await log.check(side)).state).toBe('ok')
  await postgres.query(`update ${table} set account = 'D' where part = 1`)
  expect(await changes()).toEqual([['D'], ['C']])
})

test('a slot that is missing, of another plugin or of another database is refused with what to write', async () => {
  const { side, table, changes } = await follow('id int primary key')
  await postgres.query(`select pg_drop_replication_slot('${table}')`)
  await expect(changes()).rejects.toMatchObject({
    code: 'source-missing',
    message: expect.stringContaining(`SELECT pg_create_logical_replication_slot('${table}', 'pgoutput')`),
  })
  await postgres.query(`select pg_create_logical_replication_slot('${table}', 'test_decoding')`)
  await expect(changes()).rejects.toMatchObject({
    code: 'source-query',
    message: expect.stringContaining('has the plugin test_decoding'),
  })
  await postgres.query('create database elsewhere')
  const elsewhere = openChangeLog(sourceOf(postgres.url.replace(/postgres$/, 'elsewhere')))
  await expect(elsewhere.check(side)).rejects.toThrow('belongs to another database')
})

test('a slot that was made anew, or moved by somebody else, is not trusted', async () => {
  const { table, changes } = await follow('id int primary key')
  const sentence = `the replication slot "${table}" was made anew, or somebody else has read it`
  await postgres.query(`insert into ${table} values (1)`)
  await postgres.query(`select pg_replication_slot_advance('${table}', pg_current_wal_lsn())`)
  expect(await changes()).toBe(sentence)
  expect(await changes()).toEqual([])
  await postgres.query(`select pg_drop_replication_slot('${table}')`)
  await postgres.query(`insert into ${table} values (2)`)
  await postgres.query(`select pg_create_logical_replication_slot('${table}', 'pgoutput')`)
  expect(await changes()).toBe(sentence)
  await postgres.query(`insert into ${table} values (3)`)
  expect(await changes()).toEqual([['3']])
})

test('a side that is a view is refused', async () => {
  const { table, side } = await follow('id int primary key')
  await postgres.query(`create view ${table}_view as select * from ${table}`)
  const location = { table: `${table}_view`, query: null, where: null }
  await expect(log.check({ ...side, location })).rejects.toThrow('is no table of rows of its own')
})

test('a user who may not read slots is told what to grant', async () => {
  const { side } = await follow('id int primary key')
  await postgres.query(`create role reader login password 'r'; grant pg_read_all_data to reader`)
  const reader = openChangeLog(sourceOf(postgres.url.replace(/tester:[^@]+/, 'reader:r')))
  await expect(reader.check(side)).rejects.toMatchObject({
    code: 'source-query',
    message: expect.stringContaining('ALTER ROLE ... REPLICATION'),
  })
  await postgres.query('alter role reader replication')
  expect((await reader.check(side)).state).toBe('ok')
})

test('a commit that waits for a standby is told again when it can be seen', async () => {
  const { table, changes, release } = await follow('id int primary key')
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query('begin')
  await client.query(`insert into ${table} values (1)`)
  const [{ pid }] = (await client.query('select pg_backend_pid() as pid')).rows as [{ pid: number }]
  await postgres.query(`alter system set synchronous_standby_names = 'nobody'`)
  await postgres.query('select pg_reload_conf()')
  await until(`current_setting('synchronous_standby_names') = 'nobody'`)
  const committed = client.query('commit')
  await until(`exists (select from pg_stat_activity where pid = ${pid} and wait_event = 'SyncRep')`)
  expect(await changes()).toEqual([['1']])
  await release()
  // Nobody could see it when that run read the record, so the next one is told too.
  await postgres.query(`alter system reset synchronous_standby_names`)
  await postgres.query('select pg_reload_conf()')
  await committed
  expect(await changes()).toEqual([['1']])
  await release()
  expect(await changes()).toEqual([])
  await client.end()
})

async function until(condition: string): Promise<void> {
  for (let met = false; !met; )
    met = (await postgres.query(`select pg_sleep(0.01), ${condition} as met`))[0]?.met === true
}

test('a slot whose log was thrown away is said to be lost, until it is made anew', async () => {
  const { table, changes, side } = await follow('id int primary key')
  await postgres.query(`alter system set max_slot_wal_keep_size = '1MB'`)
  await postgres.query('select pg_reload_conf()')
  for (let part = 0; part < 3; part++) {
    await postgres.query(`insert into ${table} values (${part})`)
    await postgres.query('select pg_switch_wal()')
  }
  await postgres.query('checkpoint')
  const sentence = `the server threw away what the replication slot "${table}" had to tell`
  expect(await changes()).toContain(sentence)
  expect(await log.check(side)).toMatchObject({ state: 'mend', said: expect.stringContaining('pg_drop') })
  await postgres.query(`alter system reset max_slot_wal_keep_size`)
  await postgres.query('select pg_reload_conf()')
  await postgres.query(`select pg_drop_replication_slot('${table}')`)
  await postgres.query(`select pg_create_logical_replication_slot('${table}', 'pgoutput')`)
  expect(await changes()).toBe(`the replication slot "${table}" was not read before`)
  await postgres.query(`insert into ${table} values (9)`)
  expect(await changes()).toEqual([['9']])
})
