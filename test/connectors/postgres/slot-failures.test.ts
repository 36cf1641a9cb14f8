import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logOf, openSlotServer, type SlotServer } from './follow-slot.ts'

let server: SlotServer
beforeAll(async () => {
  server = await openSlotServer()
})
afterAll(async () => await server?.postgres.close())

test('a slot that is missing, of another plugin or of another database is refused with what to write', async () => {
  const { side, table, changes } = await server.follow('id int primary key')
  await server.postgres.query(`select pg_drop_replication_slot('${table}')`)
  await expect(changes()).rejects.toMatchObject({
    code: 'source-missing',
    message: expect.stringContaining(`SELECT pg_create_logical_replication_slot('${table}', 'pgoutput')`),
  })
  await server.postgres.query(`select pg_create_logical_replication_slot('${table}', 'test_decoding')`)
  await expect(changes()).rejects.toMatchObject({
    code: 'source-query',
    message: expect.stringContaining('has the plugin test_decoding'),
  })
  await server.postgres.query('create database elsewhere')
  const elsewhere = logOf(server.postgres.url.replace(/postgres$/, 'elsewhere'))
  await expect(elsewhere.check(side)).rejects.toThrow('belongs to another database')
})

test('a slot that was made anew, or moved by somebody else, is not trusted', async () => {
  const { table, changes } = await server.follow('id int primary key')
  const sentence = `the replication slot "${table}" was made anew, or somebody else has read it`
  await server.postgres.query(`insert into ${table} values (1)`)
  await server.postgres.query(`select pg_replication_slot_advance('${table}', pg_current_wal_lsn())`)
  expect(await changes()).toBe(sentence)
  expect(await changes()).toEqual([])
  await server.postgres.query(`select pg_drop_replication_slot('${table}')`)
  await server.postgres.query(`insert into ${table} values (2)`)
  await server.postgres.query(`select pg_create_logical_replication_slot('${table}', 'pgoutput')`)
  expect(await changes()).toBe(sentence)
  await server.postgres.query(`insert into ${table} values (3)`)
  expect(await changes()).toEqual([['3']])
})

test('a side that is a view is refused', async () => {
  const { table, side } = await server.follow('id int primary key')
  await server.postgres.query(`create view ${table}_view as select * from ${table}`)
  const location = { table: `${table}_view`, query: null, where: null }
  await expect(server.log.check({ ...side, location })).rejects.toThrow('is no table of rows of its own')
})

test('a user who may not read slots is told what to grant', async () => {
  const { side } = await server.follow('id int primary key')
  await server.postgres.query(`create role reader login password 'r'; grant pg_read_all_data to reader`)
  const reader = logOf(server.postgres.url.replace(/tester:[^@]+/, 'reader:r'))
  await expect(reader.check(side)).rejects.toMatchObject({
    code: 'source-query',
    message: expect.stringContaining('ALTER ROLE ... REPLICATION'),
  })
  await server.postgres.query('alter role reader replication')
  expect((await reader.check(side)).state).toBe('ok')
})

test('a commit that waits for a standby is told again when it can be seen', async () => {
  const { table, changes, release } = await server.follow('id int primary key')
  await server.postgres.query(`alter system set synchronous_standby_names = 'nobody'`)
  await server.postgres.query('select pg_reload_conf()')
  const waiting = await commitThatWaits(table)
  expect(await changes()).toContainEqual([waiting.id])
  await release()
  // Nobody could see it when that run read the record, so the next one is told too.
  await server.postgres.query(`alter system reset synchronous_standby_names`)
  await server.postgres.query('select pg_reload_conf()')
  await waiting.committed
  expect(await changes()).toEqual([[waiting.id]])
  await release()
  expect(await changes()).toEqual([])
})

/** The server takes a moment to know that it has to wait: commits until one does. */
async function commitThatWaits(table: string): Promise<{ id: string; committed: Promise<void> }> {
  const client = new pg.Client({ connectionString: server.postgres.url })
  await client.connect()
  const [{ pid }] = (await client.query('select pg_backend_pid() as pid')).rows as [{ pid: number }]
  const isWaiting = `exists (select from pg_stat_activity where pid = ${pid} and wait_event = 'SyncRep') as met`
  for (let id = 1; ; id++) {
    let isThrough = false
    const committed = client.query(`insert into ${table} values (${id})`).then(() => {
      isThrough = true
    })
    while (!isThrough) {
      const [row] = await server.postgres.query(`select pg_sleep(0.01), ${isWaiting}`)
      if (row?.met === true) return { id: String(id), committed: committed.then(() => client.end()) }
    }
  }
}

test('a slot whose log was thrown away is said to be lost, until it is made anew', async () => {
  const { table, changes, side } = await server.follow('id int primary key')
  await server.postgres.query(`alter system set max_slot_wal_keep_size = '1MB'`)
  await server.postgres.query('select pg_reload_conf()')
  for (let part = 0; part < 3; part++) {
    await server.postgres.query(`insert into ${table} values (${part})`)
    await server.postgres.query('select pg_switch_wal()')
  }
  await server.postgres.query('checkpoint')
  const sentence = `the server threw away what the replication slot "${table}" had to tell`
  expect(await changes()).toContain(sentence)
  expect(await server.log.check(side)).toMatchObject({
    state: 'mend',
    said: expect.stringContaining('pg_drop'),
  })
  await server.postgres.query(`alter system reset max_slot_wal_keep_size`)
  await server.postgres.query('select pg_reload_conf()')
  await server.postgres.query(`select pg_drop_replication_slot('${table}')`)
  await server.postgres.query(`select pg_create_logical_replication_slot('${table}', 'pgoutput')`)
  expect(await changes()).toBe(`the replication slot "${table}" was not read before`)
  await server.postgres.query(`insert into ${table} values (9)`)
  expect(await changes()).toEqual([['9']])
})
