import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { writeSettled } from '../support/write-settled.ts'
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

const run = (...words: string[]) => runCounterfoil(['run', 'customers', ...words], { cwd, env })

test('run --dry-run changes says what would be opened, seen, reopened and resolved, and does none of it', async () => {
  const nothingYet = await run('--dry-run', 'changes', '--format', 'json')
  expect(nothingYet).toMatchObject({ status: 1, stderr: '' })
  expect(JSON.parse(nothingYet.stdout)).toEqual([
    {
      change: 'opened',
      number: null,
      from: null,
      to: 'new',
      route: 'alert',
      finding: {
        kind: 'mismatch',
        key: { id: '2' },
        field: 'balance',
        values: { crm: '5', billing: '6' },
        likelyCorrect: null,
        cause: null,
        severity: 'high',
      },
    },
  ])
  expect(existsSync(join(cwd, 'data', 'tracker'))).toBe(false)
  expect(existsSync(join(cwd, 'data', 'tracker.lock'))).toBe(false)
  await run()
  await writeSettled(join(cwd, 'billing.csv'), 'customer_ref,email,balance\n1,ann@x,12\n2,bob@x,5\n')
  const [first, second] = [await run('--dry-run', 'changes'), await run('--dry-run', 'changes')]
  expect(first.stdout.split('\n').map((line) => line.split(/ {2,}/).join(' | '))).toEqual([
    'change | number | record | kind | field | what | severity | status',
    'opened | - | 1 | mismatch | balance | crm 10.00, billing 12 | high | new',
    'resolved | #1 | 2 | mismatch | balance | crm 5, billing 6 | high | new to resolved',
    '',
    'opened 1, seen again 0, reopened 0, resolved 1',
    '',
  ])
  expect(second).toEqual(first)
  const lines = (await run('--dry-run', 'changes', '--format', 'ndjson')).stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line)).map(({ change, number }) => [change, number])).toEqual([
    ['opened', null],
    ['resolved', 1],
  ])
  const csv = await run('--dry-run', 'changes', '--format', 'csv')
  expect(csv.stdout).toContain('\nresolved,#1,2,mismatch,balance,"crm 5, billing 6",high,new to resolved\n')
  const listed = await runCounterfoil(['list', '--status', 'all', '--format', 'json'], { cwd, env })
  expect(JSON.parse(listed.stdout).discrepancies).toMatchObject([{ number: 1, status: 'new', timesSeen: 1 }])
}, 120_000)

test('run --dry-run messages shows what would be sent where, and says when nobody is told', async () => {
  const nobody = await run('--dry-run', 'messages')
  expect(nobody).toMatchObject({ status: 1, stdout: 'Nothing would be sent.\n' })
  expect(nobody.stderr).toContain('reconciliations.customers.notify.channel is not set')
  await writeFile(join(cwd, 'counterfoil.yml'), `${CONFIG}    notify: { channel: "#ops" }\n`)
  const table = await run('--dry-run', 'messages')
  expect(table).toMatchObject({ status: 1, stderr: '' })
  expect(table.stdout.split('\n')[1]!.split(/ {2,}/)).toEqual([
    'post',
    '#ops',
    '-',
    'card:1',
    '#1 new, high: balance differs. customers, id 2',
  ])
  const json = JSON.parse((await run('--dry-run', 'messages', '--format', 'json')).stdout)
  expect(json).toMatchObject([
    { action: 'post', tag: 'card:1', channel: '#ops', thread: null, text: expect.any(String) },
  ])
  expect(JSON.stringify(json[0].blocks)).toContain('Acknowledge')
  expect(existsSync(join(cwd, 'data', 'tracker'))).toBe(false)
}, 120_000)

test('run --dry-run refuses a stage that it does not know, and names those it does', async () => {
  const { status, stderr } = await dryRun('everything')
  expect(status).toBe(2)
  expect(stderr).toContain('columns, plan, records, findings, changes, messages')
})

test('check --explain shows how a record of the config was judged, and is refused for days', async () => {
  const { status, stdout } = await runCounterfoil(['check', 'customers', '1', '--explain'], { cwd, env })
  expect(status).toBe(0)
  expect(stdout).toContain('case → "ann@x"')
  expect(stdout).toContain('0.01 apart, 0.01 allowed: within')
  const days = await runCounterfoil(['check', 'customers', 'today', '--explain'], { cwd, env })
  expect(days.status).toBe(2)
})
