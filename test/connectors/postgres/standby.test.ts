import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { startStandby, type TestStandby } from '../../support/standby.ts'
import { nowhere, quietLog, readAll, readKeys, readRequest } from '../read-all.ts'

let primary: TestPostgres
let standby: TestStandby
let connector: Connector

beforeAll(async () => {
  primary = await startPostgres()
  await primary.query(`CREATE TABLE people (id int PRIMARY KEY, name text);
    INSERT INTO people SELECT i, repeat('x', 500) FROM generate_series(1, 100000) AS i`)
  standby = await startStandby(primary)
  const settings = { type: 'postgres', url: standby.url, statementTimeoutSeconds: 60 } as const
  connector = await openConnector({ name: 'crm', settings, scratchFolder: '/nowhere', log: quietLog })
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

test('a read that recovery cancels fails as incomplete, with the remedy', async () => {
  let rows = 0
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
      /^crm: .*conflict with recovery.*; run again; on a standby raise max_standby_streaming_delay\.$/,
    ),
  })
  expect(rows).toBeLessThan(100_000)
  await standby.replayed()
  expect(await readAll(connector, people)).toHaveLength(10)
})
