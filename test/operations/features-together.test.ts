import { expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { changed, days, everything, keys, openTrackedCustomers } from './open-tracked-customers.ts'
import { told } from './told-findings.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id, dateColumn: created, updatedAt: changed }
      billing: { source: billing, key: id, dateColumn: created, updatedAt: changed }
    fields: { email: text, name: text, balance: decimal }
    match:
      blocking: [email]
      fields: { name: { similarity: jaro_winkler } }
    changes: { overlap: 5m }
`
const HEADER = 'id,email,name,balance,created,changed'
const THEN = '2026-11-01T10:00:00Z'
const ann = `1,ann@x,Ann Lee,10,2026-11-01,${THEN}`
const CRM = [HEADER, ann, `2,bob@x,Robert Stone,20,2026-11-02,${THEN}`]
const BILLING = [HEADER, ann, `9,bob@x,Robert Stoney,20,2026-11-02,${THEN}`]
/** As `BILLING`, without the balance. */
const DROPPED = BILLING.map((line) => line.split(',').toSpliced(3, 1).join(','))

const { run, write, context } = openTrackedCustomers(CONFIG, { 'crm.csv': CRM, 'billing.csv': BILLING })

/** What is open, in the order of numbers. */
async function open(): Promise<string[]> {
  const found = await listDiscrepancies(context().db, { limit: 5_000 })
  return found
    .filter(({ status }) => status !== 'resolved')
    .sort((a, b) => a.number - b.number)
    .flatMap(({ finding }) => told([finding]))
}

const PAIR = 'rekeyed crm=2,billing=9'
const SCHEMA = 'schema balance: missing-column on billing'

test.each([
  ['of a key', keys('2')],
  ['of dates', days('2026-11-02', '2026-11-02')],
  ['of changes', changed],
  ['of everything', everything],
])('a run %s sees a pair again where a column of another field is gone', async (_, scope) => {
  await run(everything)
  expect(await open()).toEqual([PAIR])
  await write('billing.csv', DROPPED)
  const { changes } = await run(scope)
  expect(changes).toEqual({ opened: 1, seenAgain: 1, reopened: 0, resolved: 0 })
  expect(await open()).toEqual([PAIR, SCHEMA])
})

test('a run of changes leaves pairs as they are, however many are open', async () => {
  const many = Array.from({ length: 600 }, (_, index) => index)
  const crm = many.map((n) => `${1_000 + n},p${n}@x,Pat Doe ${n},1,2026-11-01,${THEN}`)
  const billing = many.map((n) => `${5_000 + n},p${n}@x,Pat Doe ${n},1,2026-11-01,${THEN}`)
  await write('crm.csv', [...CRM, ...crm])
  await write('billing.csv', [...BILLING, ...billing])
  expect((await run(everything)).changes).toMatchObject({ opened: 601 })
  expect((await run(changed)).changes).toEqual({ opened: 0, seenAgain: 601, reopened: 0, resolved: 0 })
  expect((await run(days('2026-11-01', '2026-11-02'))).changes).toEqual({
    opened: 0,
    seenAgain: 601,
    reopened: 0,
    resolved: 0,
  })
})

test('a date range with one of two copies of a key concludes nothing from that one', async () => {
  const other = `1,ann@x,Ann Lee,10,2026-12-24,${THEN}`
  await write('crm.csv', [HEADER, ann, other])
  await write('billing.csv', [HEADER, ann.replace(',10,', ',11,')])
  await run(everything)
  expect(await open()).toEqual(['duplicate 1 on crm: 2'])
  const { changes, comparison } = await run(days('2026-11-01', '2026-11-01'))
  expect(changes).toMatchObject({ opened: 0, resolved: 0 })
  expect(comparison.summary.counts).toMatchObject({ mismatch: 0, duplicate: 1 })
  expect(await open()).toEqual(['duplicate 1 on crm: 2'])
})

test('a run of changes pairs what it finds on one side each, as a full run does', async () => {
  await write('crm.csv', CRM.slice(0, 2))
  await write('billing.csv', BILLING.slice(0, 2))
  await run(everything)
  await write('crm.csv', CRM)
  await write('billing.csv', BILLING)
  await run(changed)
  const after = await open()
  await run(everything)
  expect(await open()).toEqual([PAIR])
  expect(after).toEqual([PAIR])
})

test('a run tells how many rows the last full run read, and nothing where none is known or asked for', async () => {
  const told: unknown[] = []
  const runTold = (scope: Scope) =>
    run(scope, { onProgress: (rows, expected) => told.push({ rows, expected }) })
  await runTold(everything)
  expect(told.at(-1)).toEqual({ rows: { crm: 2, billing: 2 }, expected: {} })
  await write('billing.csv', BILLING.slice(0, 2))
  await runTold(keys('1'))
  expect(told.at(-1)).toEqual({ rows: { crm: 1, billing: 1 }, expected: {} })
  await runTold(everything)
  expect(told.at(-1)).toEqual({ rows: { crm: 2, billing: 1 }, expected: { crm: 2, billing: 2 } })
})
