import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { listenForWait } from '../listen-for-wait.ts'
import { nowhere, quietLog, readAll, readRequest } from '../read-all.ts'

let mariadb: TestMariadb

const people = {
  location: { ...nowhere, table: 'people' },
  columns: ['id', 'name'],
  keyOrder: ['integer'],
} as const
const setLoad = async (level: number) => void (await mariadb.query('UPDATE load_now SET level = ?', [level]))

async function openPausing(query: string) {
  const wait = listenForWait()
  const pauseWhile = { query, everySeconds: 0, atMostSeconds: 600 }
  const settings = { type: 'mysql', url: mariadb.url, statementTimeoutSeconds: 60, pauseWhile } as const
  const options = { name: 'billing', settings, scratchFolder: '/nowhere', log: quietLog }
  return { connector: await openConnector({ ...options, onWait: wait.onWait }), wait }
}

describe.skipIf(MARIADB_MISSING)(`a MariaDB source that is busy ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb()
    await mariadb.query(`CREATE TABLE load_now (level int); INSERT INTO load_now VALUES (0);
      CREATE TABLE people (id int PRIMARY KEY, name text);
      INSERT INTO people SELECT seq, repeat('x', 500) FROM seq_1_to_4000`)
  })
  afterAll(async () => await mariadb?.close())

  test('is not read before it is no longer busy, nor taken from in the middle of a read', async () => {
    await setLoad(6)
    const { connector, wait } = await openPausing('SELECT level > 5 FROM load_now')
    let rows = 0
    const told = wait.begun.then(async (source) => {
      const before = { source, rows }
      await mariadb.query(`INSERT INTO people VALUES (0, 'late')`)
      await setLoad(0)
      return before
    })
    for await (const batch of connector.read(readRequest(people))) {
      if (rows === 0) await setLoad(1)
      rows += batch.count
    }
    expect(await told).toEqual({ source: 'billing', rows: 0 })
    expect(rows).toBe(4_001)

    const again = await openPausing('SELECT level FROM load_now WHERE level > 5')
    let [seen, pausedAt] = [0, 0]
    const toldAgain = again.wait.begun.then(async () => {
      pausedAt = seen
      await setLoad(0)
    })
    for await (const batch of again.connector.read(readRequest(people))) {
      if (seen === 0) await setLoad(6)
      seen += batch.count
    }
    await toldAgain
    expect(pausedAt).toBeGreaterThan(0)
    expect(pausedAt).toBeLessThan(4_001)
    expect(seen).toBe(4_001)
  })

  test('is asked by its status variables, and for checksums too', async () => {
    const { connector, wait } = await openPausing(
      `select variable_value > 1000 from information_schema.global_status where variable_name = 'Threads_running'`,
    )
    const side = { ...readRequest(people), summedCells: [] }
    expect(await connector.checksums!.extent(side)).toMatchObject({ rows: 4_001 })
    expect(wait.sources).toEqual([])
  })

  test.each([
    [
      'SELECT nope FROM load_now',
      /^billing: the query of pauseWhile failed: Unknown column 'nope' in .*; correct it/,
    ],
    [
      'DELETE FROM load_now',
      /^billing: the query of pauseWhile failed: Cannot execute statement in a READ ONLY/,
    ],
    [`SELECT 'calm'`, /^billing: the query of pauseWhile answered "calm", which is neither a boolean nor/],
  ])('fails the run where it cannot be asked: %s', async (query, message) => {
    const { connector } = await openPausing(query)
    await expect(readAll(connector, people)).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringMatching(message),
    })
  })
})
