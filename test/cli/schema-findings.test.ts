import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { email: text, plan: text }
`
const WHOLE = 'id,email,plan\n1,ann@x,pro\n'
const RENAMED = 'id,e_mail,plan\n1,ann@x,pro\n'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres.close())

async function aWorkspace(tracker: string, billing: string) {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG, 'crm.csv': WHOLE, 'billing.csv': billing })
  await postgres.query(`create database ${tracker}`)
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    DATABASE_URL: postgres.url.replace(/postgres$/, tracker),
  }
  return { cwd, env }
}

test('run and check exit 2 and name the nearest column when one was never there', async () => {
  const place = await aWorkspace('misspelt', RENAMED)
  for (const words of [
    ['run', 'customers'],
    ['check', 'customers', '1'],
  ]) {
    const { status, stdout, stderr } = await runCounterfoil(words, place)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(
      'reconciliations.customers.sides.billing.columns.email: "billing" has no column "email" (did you mean "e_mail"?)',
    )
  }
})

test('run exits 1 and list shows the field when a column is gone, and 0 when it is back', async () => {
  const place = await aWorkspace('vanished', WHOLE)
  expect(await runCounterfoil(['run', 'customers'], place)).toMatchObject({ status: 0 })
  await writeSettled(join(place.cwd, 'billing.csv'), RENAMED)
  const gone = await runCounterfoil(['run', 'customers', '--format', 'ndjson'], place)
  expect(gone.status).toBe(1)
  const [finding, summary] = gone.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(finding).toMatchObject({
    kind: 'schema',
    key: {},
    field: 'email',
    side: 'billing',
    column: 'email',
  })
  expect(summary.counts).toMatchObject({ matched: 1, agreeing: 1, schema: 1 })
  const listed = await runCounterfoil(['list'], place)
  expect(listed.stdout).toMatch(
    /#1 +customers +- +schema +email +billing has no column "email", but "e_mail" +high +new/,
  )
  const csv = await runCounterfoil(['list', '--format', 'csv'], place)
  expect(csv.stdout).toContain('1,customers,schema,{},email,{},new,high,')
  await writeSettled(join(place.cwd, 'billing.csv'), WHOLE)
  const back = await runCounterfoil(['run', 'customers'], place)
  expect(back).toMatchObject({ status: 0, stderr: expect.stringContaining('resolved 1') })
})
