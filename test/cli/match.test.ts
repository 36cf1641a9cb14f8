import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: ref }
    fields:
      email: { type: text, ignoreCase: true }
      name: text
      amount: { type: decimal, total: true }
    match:
      blocking: [email]
      fields: { name: { similarity: jaro_winkler, weight: 3 }, amount: { weight: 1 } }
      threshold: 0.8
`
const CRM = `id,email,name,amount
1,ann@x,Ann Lee,10.00
2,bob@x,Robert Stone,20.00
3,cy@x,Cy Young,30.00
`
const BILLING = `ref,email,name,amount
1,ann@x,Ann Lee,10.00
9,BOB@x,Robert Stoney,20.00
31,cy@x,Cy Young,30.00
32,cy@x,Cy Young,30.00
`

async function workspace() {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG, 'crm.csv': CRM, 'billing.csv': BILLING })
  return { cwd, env: { COUNTERFOIL_DATA: join(cwd, 'data') } }
}

test('run, list and check tell of a pair and of a tie', async () => {
  const place = await workspace()
  const run = await runCounterfoil(['run', 'customers', '--format', 'json'], place)
  expect(run.stderr).toContain('opened 4')
  expect(run.status).toBe(1)
  const { counts, findings } = JSON.parse(run.stdout) as {
    counts: object
    findings: Record<string, unknown>[]
  }
  expect(counts).toMatchObject({ matched: 1, agreeing: 1, missing: 3, rekeyed: 1 })
  expect(findings[0]).toEqual({
    kind: 'rekeyed',
    key: { id: '2' },
    keys: { crm: { id: '2' }, billing: { id: '9' } },
    score: '0.9884',
    reasons: [
      { field: 'name', similarity: 'jaro_winkler', weight: 3, score: '0.9846' },
      { field: 'amount', similarity: 'exact', weight: 1, score: '1' },
    ],
    differing: [{ field: 'name', values: { crm: 'Robert Stone', billing: 'Robert Stoney' } }],
    severity: 'high',
  })
  expect(findings.slice(1)).toMatchObject([
    {
      key: { id: '3' },
      pairing: {
        outcome: 'tied',
        candidates: [
          { key: { id: '31' }, score: '1' },
          { key: { id: '32' }, score: '1' },
        ],
      },
    },
    { key: { id: '31' }, pairing: { outcome: 'tied', candidates: [{ key: { id: '3' }, score: '1' }] } },
    { key: { id: '32' }, pairing: { outcome: 'tied' } },
  ])

  const list = await runCounterfoil(['list', 'customers', '--format', 'json'], place)
  const { discrepancies } = JSON.parse(list.stdout) as { discrepancies: Record<string, unknown>[] }
  expect(discrepancies.find(({ kind }) => kind === 'rekeyed')).toMatchObject({
    key: { id: '2' },
    keys: { crm: { id: '2' }, billing: { id: '9' } },
    field: null,
    values: {},
    status: 'new',
  })
  const table = await runCounterfoil(['list', 'customers'], place)
  expect(table.stdout).toContain('crm 2 is billing 9 (0.9884)')

  // One key of the pair alone, remembered: still the pair.
  const again = await runCounterfoil(['run', 'customers', '--key', '9'], place)
  expect(again.stderr).toContain('opened 0, seen again 1, reopened 0, resolved 0')
  expect(again.stdout).toContain('Records with different keys (1)')
})

test('a check of one key cannot look for pairs, and --explain says so', async () => {
  const place = await workspace()
  const check = await runCounterfoil(['check', 'customers', '2'], place)
  expect(check.stdout).toContain('missing from billing')
  const explained = await runCounterfoil(['check', 'customers', '2', '--explain'], place)
  expect(explained.stdout).toContain('match: its counterpart is looked for in runs of everything')
})

test('a dry run prints the findings with the pairs, and totals count both records as missing', async () => {
  const place = await workspace()
  const dry = await runCounterfoil(['run', 'customers', '--dry-run', 'findings'], place)
  expect((JSON.parse(dry.stdout) as { kind: string }[]).map(({ kind }) => kind)).toEqual([
    'rekeyed',
    'missing',
    'missing',
    'missing',
  ])
  const { stdout } = await runCounterfoil(['run', 'customers'], place)
  expect(stdout).toContain('amount: billing less crm is 30.00, explained to the cent: 30.00 missing records')
})
