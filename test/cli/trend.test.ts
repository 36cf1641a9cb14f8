import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: { type: decimal, tolerance: 0.05 }, plan: text }
`

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres?.close())

test('trend says what came and is open, in each format', async () => {
  const cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': 'id,balance,plan\n1,1.00,a\n2,500,a\n3,3,a\n',
    'billing.csv': 'id,balance,plan\n1,1.04,a\n2,5,a\n3,3,b\n',
  })
  const env = { COUNTERFOIL_DATA: join(cwd, 'data'), DATABASE_URL: postgres.url }
  const trend = (...words: string[]) => runCounterfoil(['trend', 'customers', ...words], { cwd, env })
  expect((await trend()).stdout).toBe('customers was not compared yet, so there is no trend.\n')
  expect((await runCounterfoil(['run', 'customers'], { cwd, env })).status).toBe(1)

  const { stdout, status } = await trend()
  expect(status).toBe(0)
  const day = stdout.slice('customers, '.length, 'customers, 2026-11-02'.length)
  expect(stdout).toBe(`customers, ${day} to ${day} (UTC): 2 open, 2 opened, 0 resolved

field    kind      opened  before  resolved  open  drift  largest   sum
balance  mismatch       1       -         0     1      1     0.04  0.04
plan     mismatch       1       -         0     1      -        -     -

x100 in balance: 1 opened, 1 open
`)
  expect((await trend('plan', '--format', 'csv')).stdout).toBe(
    `day,opened,resolved,open,drift\n${day},1,0,1,\n`,
  )
  const json = JSON.parse((await trend('--format', 'json')).stdout)
  expect(json).toMatchObject({
    reconciliation: 'customers',
    days: [{ day, opened: 2, resolved: 0, open: 2, drift: 1 }],
  })
})

test.each([
  [['--days', '0'], 'write a number of days from 1 to 366'],
  [['blance'], '"customers" has no field "blance". Did you mean "balance"?'],
])('what cannot be asked is refused: %j', async (words, sentence) => {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  const env = { COUNTERFOIL_DATA: join(cwd, 'data'), DATABASE_URL: postgres.url }
  const { status, stderr } = await runCounterfoil(['trend', 'customers', ...words], { cwd, env })
  expect(status).toBe(2)
  expect(stderr).toContain(sentence)
})
