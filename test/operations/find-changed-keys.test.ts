import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { ReadContext } from '../../src/operations/context.ts'
import { findChangedKeys } from '../../src/operations/find-changed-keys.ts'
import { watchChanges } from '../../src/operations/watch-changes.ts'
import { loadText } from '../support/config-files.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'

const CONFIG = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
    fields: { balance: decimal, seen: { type: timestamp, zone: { billing: Europe/Berlin } } }
`

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
  for (const table of ['crm', 'billing'])
    await postgres.query(`create table ${table} as select id, 1 as balance, null::timestamp as seen,
      timestamp '2026-11-01 00:00' + id * interval '1 second' as changed_at from generate_series(1, 230000) as id`)
})
afterAll(async () => await postgres?.close())

async function find(since: string, { column = 'changed_at', signal = new AbortController().signal } = {}) {
  const text = CONFIG.replaceAll('updatedAt: changed_at', `updatedAt: ${column}`)
  const { settings } = await loadText(text, { DB_URL: postgres.url })
  const context: ReadContext = {
    connect: connectTo({ settings, dataFolder: '/nowhere', log: silentLog }),
    scratchFolder: '/nowhere',
    log: silentLog,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: randomUUID,
    signal,
  }
  const watch = watchChanges(context.now())
  const reconciliation = settings.reconciliations[0]!
  const sides = { crm: since, billing: since }
  const found = await findChangedKeys(context, { reconciliation, since: sides, sweep: true, watch })
  return { found, newest: watch.newest() }
}

test('finds the keys since an instant, counts all, and gives up where more changed than are looked up', async () => {
  const { found, newest } = await find('2026-11-03T15:53:18.000Z')
  expect([...found!.keys.values()]).toEqual([{ id: '229998' }, { id: '229999' }, { id: '230000' }])
  expect(found!.rows).toEqual({ crm: 230_000, billing: 230_000 })
  const last = new Date('2026-11-03T15:53:20.000Z')
  expect(newest).toEqual({ crm: last, billing: last })
  expect((await find('2026-11-01T00:00:00.000Z')).found).toBeNull()
})

test('reads a time without a zone in that of the field on its column', async () => {
  await postgres.query(`update crm set seen = '2026-11-04 12:00' where id = 7`)
  await postgres.query(`update billing set seen = '2026-11-04 12:59:59.1239' where id = 8`)
  await postgres.query(`update billing set seen = '2026-11-04 13:00' where id = 9`)
  await postgres.query('delete from crm where seen is null; delete from billing where seen is null')
  const { found, newest } = await find('2026-11-04T12:00:00.000Z', { column: 'seen' })
  // 8 is of 11:59:59 UTC, and it is on one side alone; so is each of the others.
  expect([...found!.keys.keys()].sort()).toEqual(['["7"]', '["8"]', '["9"]'])
  expect(newest).toEqual({
    crm: new Date('2026-11-04T12:00:00.000Z'),
    billing: new Date('2026-11-04T12:00:00.000Z'),
  })
})

test('a process that stops is no reason to compare everything', async () => {
  await expect(find('2026-11-01T00:00:00.000Z', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'run-stopped',
  })
})
