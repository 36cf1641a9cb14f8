import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSlotServer, type SlotServer } from './follow-slot.ts'

let server: SlotServer
beforeAll(async () => {
  server = await openSlotServer()
})
afterAll(async () => await server?.postgres.close())

test('names every key that was written, both of one that moved, and none of what was rolled back', async () => {
  const { table, changes, release } = await server.follow('id int primary key, balance numeric')
  await server.postgres.query(`insert into ${table} select n, n from generate_series(1, 5) as n`)
  expect(await changes()).toEqual([['1'], ['2'], ['3'], ['4'], ['5']])
  await release()
  await server.postgres.query(`update ${table} set balance = 0 where id = 2`)
  await server.postgres.query(`delete from ${table} where id = 3`)
  await server.postgres.query(`update ${table} set id = 40 where id = 4`)
  await server.postgres.query(
    `begin; delete from ${table} where id = 5; insert into ${table} values (6); rollback`,
  )
  expect(await changes()).toEqual([['2'], ['3'], ['40'], ['4']])
  await release()
  expect(await changes()).toEqual([])
})

test('tells the same again to whoever has not remembered it, and only the rest where the slot was not released', async () => {
  const { table, side, changes, position } = await server.follow('id int primary key')
  const before = position()
  await server.postgres.query(`insert into ${table} values (1)`)
  const again = async () =>
    await server.log.read({ ...side, since: before, wantsKeys: true, atMost: 10, overlapSeconds: 0 })
  expect((await again()).keys).toEqual([['1']])
  expect((await again()).keys).toEqual([['1']])
  expect(await changes()).toEqual([['1']])
  await server.postgres.query(`insert into ${table} values (2)`)
  expect(await changes()).toEqual([['2']])
})

test('keys are the text that a read of the table hands out', async () => {
  const { table, changes } = await server.follow(
    '"Odd ""id" text, at timestamptz, primary key ("Odd ""id", at)',
    {
      key: ['at', 'Odd "id'],
    },
  )
  const values = [`tab\t`, `new\nline`, `back\\slash`, `d'ö"ä`, '🧾', '\\N', '']
  for (const value of values)
    await server.postgres.query(`insert into ${table} values ($1, '2026-11-21 13:00:00.123456+01')`, [value])
  expect(await changes()).toEqual(values.map((value) => ['2026-11-21 12:00:00.123456+00', value]))
})

test('ten thousand changes of one statement are told', async () => {
  const { table, changes } = await server.follow('id bigint primary key, balance numeric')
  await server.postgres.query(`insert into ${table} select n, n from generate_series(1, 10000) as n`)
  const told = await changes()
  expect(told).toHaveLength(10_000)
  expect(told.at(-1)).toEqual(['10000'])
})

test('more keys than are wanted are not gathered', async () => {
  const { table, changes, release } = await server.follow('id bigint primary key', { atMost: 100 })
  await server.postgres.query(`insert into ${table} select n from generate_series(1, 100) as n`)
  expect(await changes()).toHaveLength(100)
  await release()
  await server.postgres.query(`insert into ${table} select n from generate_series(101, 201) as n`)
  expect(await changes()).toBe('more than 100 records changed')
  // What was read whole then stays in the slot for a run more, and is not told again.
  expect(await changes()).toEqual([])
})

test('long keys that an update left as they were are told', async () => {
  const { table, changes, release } = await server.follow('id text primary key, balance numeric')
  await server.postgres.query(`alter table ${table} alter id set storage external`)
  const long = 'k'.repeat(2_500)
  await server.postgres.query(`insert into ${table} values ($1, 1)`, [long])
  expect(await changes()).toEqual([[long]])
  await release()
  await server.postgres.query(`update ${table} set balance = 2`)
  expect(await changes()).toEqual([[long]])
})

test('partitions are told as their table', async () => {
  const { table, changes } = await server.follow(
    'id int primary key, balance numeric) partition by range (id',
  )
  await server.postgres.query(`create table ${table}_low partition of ${table} for values from (0) to (10)`)
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await server.postgres.query(`insert into ${table} values (1), (2); delete from ${table} where id = 2`)
  expect(await changes()).toEqual([['1'], ['2']])
  await server.postgres.query(`create table ${table}_high (id int primary key, balance numeric)`)
  await server.postgres.query(`insert into ${table}_high values (11)`)
  await server.postgres.query(
    `alter table ${table} attach partition ${table}_high for values from (10) to (20)`,
  )
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await server.postgres.query(`alter publication "Pub ""${table}" set (publish_via_partition_root)`)
  await changes()
  await server.postgres.query(`insert into ${table} values (3), (12)`)
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
  const { table, changes, release } = await server.follow('id int primary key, balance numeric')
  await server.postgres.query(`insert into ${table} values (1, 1.55)`)
  expect(await changes()).toEqual([['1']])
  for (const each of statement.split('; ')) await server.postgres.query(each.replaceAll('TABLE', table))
  expect(await changes()).toBe(`${table}, or its publication, was altered, rewritten or truncated`)
  await release()
  await server.postgres.query(`insert into ${table} values (2, 1)`)
  expect(await changes()).toEqual([['2']])
})

test.each([
  [`set (publish = 'insert, update')`, 'the publication "PUB" does not tell deletes, truncates'],
  ['set table TABLE where (id > 5)', 'the publication "PUB" tells only rows with (id > 5)'],
  ['drop table TABLE', 'the publication "PUB" does not hold TABLE'],
])('a publication that tells less is said to: %s', async (alteration, sentence) => {
  const { table, changes, side } = await server.follow('id int primary key, balance numeric')
  await server.postgres.query(`alter publication "Pub ""${table}" ${alteration.replaceAll('TABLE', table)}`)
  const said = sentence.replace('TABLE', table).replace('PUB', `Pub "${table}`)
  expect(await changes()).toBe(said)
  expect(await server.log.check(side)).toMatchObject({ state: 'mend', said: expect.stringContaining(said) })
})

test('a publication that is not there tells nothing', async () => {
  const { table, changes } = await server.follow('id int primary key')
  await server.postgres.query(`drop publication "Pub ""${table}"`)
  await server.postgres.query(`insert into ${table} values (1)`)
  expect(await changes()).toBe(`there is no publication "Pub "${table}"`)
})

test('old rows without the key are not trusted: a key outside the replica identity', async () => {
  const { table, changes, release, side } = await server.follow(
    'part int primary key, account text, balance numeric',
    {
      key: ['account'],
    },
  )
  await server.postgres.query(`insert into ${table} values (1, 'A', 5), (2, 'B', 5)`)
  expect(await changes()).toEqual([['A'], ['B']])
  await release()
  await server.postgres.query(`update ${table} set account = 'C' where part = 1`)
  const sentence = 'the replica identity of the table does not hold its key column "account"'
  expect(await changes()).toBe(sentence)
  expect((await server.log.check(side)).said).toContain(`ALTER TABLE ${table} REPLICA IDENTITY FULL`)
  await server.postgres.query(`alter table ${table} replica identity full`)
  expect((await server.log.check(side)).state).toBe('ok')
  await server.postgres.query(`update ${table} set account = 'D' where part = 1`)
  expect(await changes()).toEqual([['D'], ['C']])
})
