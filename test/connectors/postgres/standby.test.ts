import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import type { Log } from '../../../src/domain/log.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { startStandby, type TestStandby } from '../../support/standby.ts'
import { nowhere, quietLog, readAll, readKeys, readRequest } from '../read-all.ts'

let primary: TestPostgres
let standby: TestStandby
let connector: Connector
/** Called when a statement is to be done again. */
let onRetry: () => Promise<void> = async () => undefined
const log: Log = { ...quietLog, warn: () => void onRetry() }

beforeAll(async () => {
  primary = await startPostgres()
  await primary.query(`CREATE TABLE people (id int PRIMARY KEY, name text);
    INSERT INTO people SELECT i, repeat('x', 500) FROM generate_series(1, 100000) AS i;
    CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 1000)`)
  standby = await startStandby(primary)
  const settings = { type: 'postgres', url: standby.url, statementTimeoutSeconds: 60 } as const
  connector = await openConnector({ name: 'crm', settings, scratchFolder: '/nowhere', log })
}, 120_000)
afterAll(async () => {
  await connector?.close()
  await standby?.close()
  await primary?.close()
})

const people = { location: { ...nowhere, table: 'people' }, columns: ['id', 'name'] }

test('a standby is read like any other server, also by keys', async () => {
  expect(await standby.query('SELECT pg_is_in_recovery() AS yes')).toEqual([{ yes: true }])
  expect(await readAll(connector, people)).toHaveLength(100_000)
  const scope = { kind: 'keys', keys: [['7'], ['x']] } as const
  const keyOrder = ['integer'] as const
  expect(await readKeys(connector, { ...people, keyOrder, scope })).toEqual(['7'])
})

/** Orders that no statement gets before the lock is let go; until then it waits and has its instant. */
const orders = {
  location: {
    ...nowhere,
    query: 'SELECT id FROM orders, (SELECT pg_advisory_xact_lock_shared(1)) AS held_back',
  },
  columns: ['id'],
  keyOrder: ['integer'],
} as const

async function holdBack() {
  const holder = new pg.Client({ connectionString: standby.url })
  await holder.connect()
  await holder.query('SELECT pg_advisory_lock(1)')
  return { letGo: () => holder.end() }
}

/** Has recovery cancel the statement that is held back: the primary removes what it may still want to see. */
async function cancelHeldBack(lastId: number) {
  const isHeldBack = `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) AS yes`
  while ((await standby.query(isHeldBack))[0]!.yes !== true);
  await primary.query(`DELETE FROM orders WHERE id > ${lastId}`)
  // Shortening the table takes a lock, which would cancel whatever is tried next as well.
  await primary.query('VACUUM (TRUNCATE false) orders')
}

test.each([
  ['read', 900, async () => (await readKeys(connector, orders)).length],
  [
    'checksum',
    800,
    async () => (await connector.checksums!.extent({ ...readRequest(orders), summedCells: [] })).rows,
  ],
])(
  'a %s that recovery cancels before its first record is done again, as of a later instant',
  async (_, left, take) => {
    const { letGo } = await holdBack()
    let retries = 0
    onRetry = async () => {
      retries++
      await standby.replayed()
      await letGo()
    }
    const taken = take()
    await cancelHeldBack(left)
    expect(await taken).toBe(left)
    expect(retries).toBe(1)
  },
)

test('a read that recovery cancels again and again fails as incomplete, with the remedy', async () => {
  const { letGo } = await holdBack()
  let left = 700
  onRetry = async () => await cancelHeldBack(--left)
  const reading = readKeys(connector, orders)
  await Promise.all([
    cancelHeldBack(left),
    expect(reading).rejects.toMatchObject({
      code: 'source-incomplete',
      message: expect.stringMatching(
        /conflict with recovery.*; run again; on a standby turn on hot_standby_feedback/,
      ),
    }),
  ])
  await letGo()
  // It was tried three times.
  expect(left).toBe(698)
})

test('a read that recovery cancels after its first records fails as incomplete, with the remedy', async () => {
  let rows = 0
  let retries = 0
  onRetry = async () => void retries++
  const reading = (async () => {
    for await (const batch of connector.read(readRequest(people))) {
      // The server holds on to rows that the primary now removes.
      if (rows === 0) {
        await primary.query('DELETE FROM people WHERE id > 10')
        await primary.query('VACUUM people')
      }
      rows += batch.count
      // Read on, slowly: while it waits for us to take more, a server does not hear that it is to stop.
      await standby.query('SELECT pg_sleep(0.02)')
    }
  })()
  await expect(reading).rejects.toMatchObject({
    code: 'source-incomplete',
    message: expect.stringMatching(
      /^crm: .*conflict with recovery.*; run again; on a standby turn on hot_standby_feedback or raise max_standby_streaming_delay, or read the primary\.$/,
    ),
  })
  expect(rows).toBeLessThan(100_000)
  expect(retries).toBe(0)
  await standby.replayed()
  expect(await readAll(connector, people)).toHaveLength(10)
})
