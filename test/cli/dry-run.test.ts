import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: customer_ref }
    fields:
      email: { type: text, ignoreCase: true, sensitive: true }
      balance: { type: decimal, tolerance: 0.01 }
`

let cwd: string
let env: Readonly<Record<string, string>>
beforeEach(async () => {
  cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': 'id,email,balance\n1,ANN@x,10.00\n2,bob@x,5\n',
    'billing.csv': 'customer_ref,email,balance\n1,ann@x,10.01\n2,bob@x,6\n',
  })
  env = { COUNTERFOIL_DATA: join(cwd, 'data') }
})

async function dryRun(stage: string) {
  const { status, stdout, stderr } = await runCounterfoil(['run', 'customers', '--dry-run', stage], {
    cwd,
    env,
  })
  return { status, stderr, value: status === 2 ? null : JSON.parse(stdout) }
}

test('run --dry-run prints each stage and makes no tracker', async () => {
  const columns = await dryRun('columns')
  expect(columns.value.crm.map(({ name }: { name: string }) => name)).toEqual(['id', 'email', 'balance'])
  const plan = await dryRun('plan')
  expect(plan.value.key).toEqual([{ name: 'id', order: 'bytes' }])
  expect(plan.value.sides[1]).toEqual({
    name: 'billing',
    columns: ['customer_ref', 'email', 'balance'],
    optional: false,
  })
  expect(plan.value.fields[1]).toMatchObject({ name: 'balance', type: 'decimal', nulls: 'mismatch' })
  const records = await dryRun('records')
  expect(records).toMatchObject({
    status: 0,
    value: [{ key: { id: '1' }, findings: [] }, { key: { id: '2' } }],
  })
  const findings = await dryRun('findings')
  expect(findings).toMatchObject({ status: 1, value: [{ kind: 'mismatch', field: 'balance' }] })
  expect(existsSync(join(cwd, 'data', 'tracker'))).toBe(false)
})

test('run --dry-run refuses a stage that it does not know, and names those it does', async () => {
  const { status, stderr } = await dryRun('everything')
  expect(status).toBe(2)
  expect(stderr).toContain('columns, plan, records, findings')
})

test('check --explain shows how a record of the config was judged, and is refused for days', async () => {
  const { status, stdout } = await runCounterfoil(['check', 'customers', '1', '--explain'], { cwd, env })
  expect(status).toBe(0)
  expect(stdout).toContain('case → "ann@x"')
  expect(stdout).toContain('0.01 apart, 0.01 allowed: within')
  const days = await runCounterfoil(['check', 'customers', 'today', '--explain'], { cwd, env })
  expect(days.status).toBe(2)
})
