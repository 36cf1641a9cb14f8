import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query(`CREATE TABLE crm (id int PRIMARY KEY, plan text); CREATE TABLE billing (id int PRIMARY KEY, plan text);
    INSERT INTO crm SELECT id, 'pro' FROM generate_series(1, 9) AS id;
    INSERT INTO billing SELECT id, CASE WHEN id = 2 THEN 'free' ELSE 'pro' END FROM generate_series(1, 9) AS id`)
})
afterAll(async () => await postgres.close())

async function aWorkspace(
  name: string,
  { budget, billing = 'table: billing' }: { budget: string; billing?: string },
) {
  const config = `
sources:
  db: { type: postgres, url: "\${DB}" }
reconciliations:
  customers:
    sides:
      crm: { source: db, table: crm, key: id }
      billing: { source: db, ${billing}, key: id }
    fields: { plan: text }
    budget: ${budget}
`
  await postgres.query(`CREATE DATABASE ${name}`)
  const cwd = await makeFolder({ 'counterfoil.yml': config })
  const env = {
    DB: postgres.url,
    DATABASE_URL: postgres.url.replace(/postgres$/, name),
    COUNTERFOIL_DATA: join(cwd, 'data'),
  }
  return (...words: string[]) => runCounterfoil(['run', 'customers', ...words], { cwd, env })
}

test('a run goes on part by part: 1 with findings so far, 0 never before the end', async () => {
  const run = await aWorkspace('parts', { budget: '{ rows: 8 }' })
  const first = await run('--format', 'json')
  expect(first.status).toBe(1)
  const report = JSON.parse(first.stdout)
  expect(report).toMatchObject({
    state: 'partial',
    part: { after: null, stoppedBy: 'rows', findingsSoFar: 1 },
  })
  expect(Object.keys(report.part)).toEqual(['after', 'upTo', 'stoppedBy', 'findingsSoFar'])
  expect(report.sides.crm.totals).toEqual({})
  const second = await run()
  expect(second.status).toBe(1)
  expect(second.stdout).toContain(`went on after key ${report.part.upTo.id}, where the run before stopped`)
  expect(second.stdout).toMatch(
    /customers: partial: stopped after 8 rows at key \d; the next run goes on from there/,
  )
  expect(second.stdout).toContain('differences from the beginning on: 1')
  const again = await run('--restart', '--format', 'json')
  expect(JSON.parse(again.stdout).part).toMatchObject({ after: null })
  expect(again.stderr).toContain('began at the beginning: that was asked for')
})

test('a part without findings ends with 3, as nobody knows yet that all agree', async () => {
  const run = await aWorkspace('quiet', { budget: '{ rows: 6 }', billing: 'table: crm' })
  const statuses = []
  for (let status = 3; status === 3; ) {
    status = (await run()).status!
    statuses.push(status)
  }
  expect(statuses.length).toBeGreaterThan(2)
  expect(statuses.at(-1)).toBe(0)
})

test('a run whose time is up stops the statements it waits for', async () => {
  const billing = `query: "select id, plan from billing where pg_sleep(3600) is not null"`
  const run = await aWorkspace('slow', { budget: '{ time: 1s }', billing })
  const { status, stdout } = await run()
  expect(stdout).toContain('partial: stopped after 1 s before it had compared a record')
  expect(status).toBe(3)
  const sleeping = `select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep(3600)%' and pid <> pg_backend_pid()`
  expect(await postgres.query(sleeping)).toEqual([])
})

test('a restart is refused where there is nothing to go on from', async () => {
  const run = await aWorkspace('refused', { budget: '{ rows: 6 }' })
  const { status, stderr } = await run('--restart', '--key', '1')
  expect(status).toBe(2)
  expect(stderr).toContain('--restart and --key do not go together')
})
