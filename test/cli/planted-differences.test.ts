import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const ROWS = 100_000

// Where the hundred differences lie: one in every thousand records, the kinds one after another.
const PLANTED = {
  missingFromBilling: 20,
  missingFromCrm: 15,
  email: 12,
  balance: 10,
  plan: 8,
  seen_at: 6,
  active: 4,
  born: 4,
  attributes: 3,
  planNull: 3,
  duplicateInBilling: 5,
  duplicateInCrm: 3,
  invalidBalance: 7,
}
type Kind = keyof typeof PLANTED
const ids = placeIds()

const CONFIG = `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: postgres, url: "\${BILLING_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: sales.customers, key: id }
      billing:
        source: billing
        table: accounts
        key: customer_ref
        columns: { email: contact, balance: amount }
    fields:
      email: { type: text, ignoreCase: true, trim: true }
      plan: text
      balance: { type: decimal, tolerance: 0.01, total: true }
      seen_at: { type: timestamp, lag: 5s }
      active: boolean
      born: date
      attributes: json
    likelyCorrect: billing
`

let crm: TestPostgres
let billing: TestPostgres
beforeAll(async () => {
  ;[crm, billing] = await Promise.all([startPostgres(), startPostgres()])
  await Promise.all([fillCrm(), fillBilling()])
})
afterAll(async () => {
  await Promise.all([crm.close(), billing.close()])
})

test('run finds the 100 differences planted in 100,000 rows of two servers, and none else', async () => {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  const env = { CRM_URL: crm.url, BILLING_URL: billing.url, COUNTERFOIL_DATA: `${cwd}/data` }
  const { status, stdout, stderr } = await runCounterfoil(['run', 'customers', '--format', 'json'], {
    cwd,
    env,
  })
  const result = JSON.parse(stdout || '{}')
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'counterfoil: opened 100, seen again 0, reopened 0, resolved 0\n',
  })
  const expected = expectedFindings()
  expect(expected).toHaveLength(100)
  expect(result.findings.map(identity).sort()).toEqual(expected.map(identity).sort())
  for (const finding of expected) {
    if ('values' in finding) expect(result.findings).toContainEqual(expect.objectContaining(finding))
  }
  expect(result.counts).toEqual(expectedCounts())
  expect(result.drift.balance).toEqual({ count: CENT_APART, max: '0.01', sum: '1' })
  expect(result.sides).toEqual({
    crm: {
      rows: ROWS - 15 + 3,
      totals: { balance: await sumOf(crm, 'select sum(balance) from sales.customers') },
    },
    billing: {
      rows: ROWS - 20 + 5,
      totals: {
        balance: await sumOf(billing, "select sum(amount::numeric) from accounts where amount <> 'n/a'"),
      },
    },
  })
  const listed = await runCounterfoil(['list', '--format', 'json'], { cwd, env })
  expect(JSON.parse(listed.stdout).discrepancies.map(identity).sort()).toEqual(expected.map(identity).sort())
})

interface Expected {
  readonly kind: string
  readonly key: { readonly id: string }
  readonly field?: string
  readonly side?: string
  readonly values?: Readonly<Record<string, string | null>>
}

/** What a person who knows only the plan would write down. */
function expectedFindings(): Expected[] {
  const key = (id: number) => ({ key: { id: String(id) } })
  const mismatch = (kind: Kind, field: string) =>
    ids[kind].map((id) => ({ kind: 'mismatch', ...key(id), field }))
  return [
    ...[...ids.missingFromBilling, ...ids.missingFromCrm].map((id) => ({ kind: 'missing', ...key(id) })),
    ...ids.email.map((id) => ({
      ...{ kind: 'mismatch', ...key(id), field: 'email' },
      values: { crm: `user${id}@example.com`, billing: `changed${id}@example.com` },
    })),
    ...ids.balance.map((id) => ({
      ...{ kind: 'mismatch', ...key(id), field: 'balance' },
      values: { crm: euros(cents(id)), billing: euros(cents(id) + 2) },
    })),
    ...ids.planNull.map((id) => ({
      ...{ kind: 'mismatch', ...key(id), field: 'plan' },
      values: { crm: ['free', 'pro', 'team'][id % 3]!, billing: null },
    })),
    ...mismatch('plan', 'plan'),
    ...mismatch('seen_at', 'seen_at'),
    ...mismatch('active', 'active'),
    ...mismatch('born', 'born'),
    ...mismatch('attributes', 'attributes'),
    ...ids.duplicateInBilling.map((id) => ({ kind: 'duplicate', ...key(id), side: 'billing', count: 2 })),
    ...ids.duplicateInCrm.map((id) => ({ kind: 'duplicate', ...key(id), side: 'crm', count: 2 })),
    ...ids.invalidBalance.map((id) => ({ kind: 'invalid', ...key(id), field: 'balance', side: 'billing' })),
  ]
}

function expectedCounts(): object {
  const [missing, mismatch, duplicate, invalid] = [35, 50, 8, 7]
  const matched = ROWS - missing - duplicate
  const agreeing = matched - mismatch - invalid
  return { matched, agreeing, missing, mismatch, duplicate, invalid, drift: CENT_APART + secondsApart() }
}

/** Every id that ends in 700: none of them is planted. */
const CENT_APART = 100

/** Every ninth id, unless it is not compared or planted with another time. */
function secondsApart(): number {
  const others: readonly Kind[] = [
    'missingFromBilling',
    'missingFromCrm',
    'duplicateInBilling',
    'duplicateInCrm',
    'seen_at',
  ]
  return Math.floor(ROWS / 9) - others.flatMap((kind) => ids[kind]).filter((id) => id % 9 === 0).length
}

function identity({ kind, key, field, side }: Expected): string {
  return [kind, key.id, field ?? '', kind === 'duplicate' || kind === 'invalid' ? side : ''].join('|')
}

function placeIds(): Record<Kind, number[]> {
  const places = Array.from({ length: 100 }, (_, index) => index * 1_000 + 37)
  const taken = Object.entries(PLANTED).map(([kind, count]) => [kind, places.splice(0, count)])
  return Object.fromEntries(taken) as Record<Kind, number[]>
}

function cents(id: number): number {
  return (id * 7_919) % 1_000_000
}

function euros(amount: number): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}

async function sumOf(server: TestPostgres, sql: string): Promise<unknown> {
  const [row] = await server.query(sql)
  return row!.sum
}

/** The truth, as both systems would hold it. */
const TRUTH = `
  select id::bigint as id, 'user' || id || '@example.com' as email, (array['free', 'pro', 'team'])[id % 3 + 1] as plan,
    (((id::bigint * 7919) % 1000000) / 100.0)::numeric(12, 2) as balance,
    timestamptz '2026-01-01 00:00Z' + id * interval '1 minute' as seen_at, id % 5 <> 0 as active,
    date '1950-01-01' + id % 20000 as born,
    jsonb_build_object('id', id, 'tags', jsonb_build_array('a', id % 7)) as attributes
  from generate_series(1, ${ROWS}) as id`

async function fillCrm(): Promise<void> {
  await crm.query(`create schema sales; create table sales.customers as ${TRUTH}`)
  await crm.query('delete from sales.customers where id = any($1)', [ids.missingFromCrm])
  await crm.query('insert into sales.customers select * from sales.customers where id = any($1)', [
    ids.duplicateInCrm,
  ])
}

/** The same in other words: text amounts without trailing zeros, naive UTC times, other case, other key order in JSON. */
async function fillBilling(): Promise<void> {
  await billing.query(`create table accounts as
    select id as customer_ref, case when id % 4 = 0 then upper(email) || ' ' else email end as contact, plan,
      trim_scale(balance + case when id % 1000 = 700 then 0.01 else 0 end)::text as amount,
      (seen_at at time zone 'UTC') + case when id % 9 = 0 then interval '3 seconds' else interval '0' end as seen_at,
      active, born, ('{"tags": ' || (attributes->'tags')::text || ', "id": ' || id || '}')::json as attributes
    from (${TRUTH}) as truth`)
  const plant = (change: string, kind: Kind) =>
    billing.query(`${change} where customer_ref = any($1)`, [ids[kind]])
  await plant('delete from accounts', 'missingFromBilling')
  await plant("update accounts set contact = 'changed' || customer_ref || '@example.com'", 'email')
  await plant('update accounts set amount = (amount::numeric + 0.02)::numeric(12, 2)::text', 'balance')
  await plant("update accounts set plan = 'enterprise'", 'plan')
  await plant("update accounts set seen_at = seen_at + interval '1 hour'", 'seen_at')
  await plant('update accounts set active = not active', 'active')
  await plant('update accounts set born = born + 1', 'born')
  await plant(`update accounts set attributes = '{"id": -1}'`, 'attributes')
  await plant('update accounts set plan = null', 'planNull')
  await plant('insert into accounts select * from accounts', 'duplicateInBilling')
  await plant("update accounts set amount = 'n/a'", 'invalidBalance')
}
