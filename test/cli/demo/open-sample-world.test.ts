import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemoPostgres } from '../../../src/cli/demo/demo-postgres.ts'
import { fileStore } from '../../../src/cli/demo/file-store.ts'
import { openSampleWorld } from '../../../src/cli/demo/open-sample-world.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'
import { STEPS_A_ROUND } from '../../../src/cli/demo/story.ts'
import { TOUR_STEPS } from '../../../src/cli/demo/tour.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-world-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('openSampleWorld() serves the CRM from PostgreSQL to a reader who may not write', async () => {
  const world = await openSampleWorld(folder, { day: '2026-11-21', stepsTold: TOUR_STEPS })
  const reader = new pg.Client({ connectionString: world.store.databaseUrl! })
  await reader.connect()
  const count = () => reader.query("select count(*)::int as rows from customers where active = 't'")
  expect((await count()).rows).toEqual([{ rows: 847 }])
  await world.apply([{ type: 'remove', system: 'crm', key: '1060' }])
  expect((await count()).rows).toEqual([{ rows: 846 }])
  await expect(reader.query('delete from customers')).rejects.toThrow('permission denied')
  await reader.end()
  await world.close()
})

test('openSampleWorld() leaves no server and no half-written file behind when it is closed', async () => {
  const world = await openSampleWorld(folder, { day: '2026-11-21', stepsTold: TOUR_STEPS })
  const server = await readServer()
  await world.close()
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  expect(await readdir(server.data).catch(() => 'gone')).toBe('gone')
  expect((await readdir(folder)).sort()).toEqual(['accounting.csv', 'billing.csv', 'warehouse.ndjson'])
})

test('startDemoPostgres() stops the server that a killed demo left in the same folder', async () => {
  await startDemoPostgres(folder)
  const leftOver = await readServer()
  const server = await startDemoPostgres(folder)
  expect(() => process.kill(leftOver.pid, 0)).toThrow('ESRCH')
  expect(await readdir(leftOver.data).catch(() => 'gone')).toBe('gone')
  await server.stop()
})

test('startDemoPostgres() removes the data that a demo left which was forced to end', async () => {
  const leftOver = await mkdtemp(join(tmpdir(), 'counterfoil-demo-postgres-'))
  await writeFile(join(folder, 'postgres-folder'), leftOver)
  const server = await startDemoPostgres(folder)
  expect(await readdir(leftOver).catch(() => 'gone')).toBe('gone')
  await server.stop()
})

test('openSampleWorld() makes the systems as they were when the story stopped', async () => {
  const world = await openSampleWorld(folder, {
    day: '2026-11-21',
    stepsTold: TOUR_STEPS + 2 * STEPS_A_ROUND + 1,
  })
  const billing = await readFile(join(folder, 'billing.csv'), 'utf8')
  await world.close()
  const changed = world.current().billing.rows.filter((row) => !world.data.systems.billing.rows.includes(row))
  expect(changed.length).toBeGreaterThan(0)
  for (const row of changed) expect(billing).toContain(Object.values(row).slice(0, 2).join(','))
})

test('openSampleWorld() makes systems that agree before the story has begun', async () => {
  const world = await openSampleWorld(folder, { day: '2026-11-21', stepsTold: 0 })
  await world.close()
  expect(world.current()).toEqual(world.data.clean)
})

test('openSampleWorld() serves a withheld system empty, and all of it when it is delivered again', async () => {
  const world = await openSampleWorld(folder, { day: '2026-11-21', stepsTold: TOUR_STEPS })
  const read = () => readFile(join(folder, 'billing.csv'), 'utf8')
  const whole = await read()
  await world.apply([{ type: 'withhold', system: 'billing' }])
  expect((await read()).split('\n')).toEqual([whole.split('\n')[0], ''])
  await world.apply([{ type: 'deliver', system: 'billing' }])
  expect(await read()).toBe(whole)
  await world.close()
})

test('fileStore() writes null as an unquoted empty cell and an empty text as a quoted one', async () => {
  const { billing, warehouse } = sampleData('2026-11-21').systems
  const store = fileStore(folder)
  await store.write({
    ...billing,
    columns: { a: 'text', b: 'text', c: 'text' },
    rows: [{ a: '1', b: null, c: '' }],
  })
  expect(await readFile(join(folder, 'billing.csv'), 'utf8')).toBe('a,b,c\n1,,""\n')
  await store.write({ ...warehouse, rows: [{ a: null, b: 'x "y", z' }] })
  expect(await readFile(join(folder, 'warehouse.ndjson'), 'utf8')).toBe('{"a":null,"b":"x \\"y\\", z"}\n')
})

async function readServer(): Promise<{ data: string; pid: number }> {
  const data = await readFile(join(folder, 'postgres-folder'), 'utf8')
  return { data, pid: Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10) }
}
