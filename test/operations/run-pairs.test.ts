import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { days, everything, keys, openTrackedCustomers } from './open-tracked-customers.ts'
import { told } from './told-findings.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id, dateColumn: created }
      billing: { source: billing, key: id, dateColumn: created }
    fields:
      email: text
      name: text
    match:
      blocking: [email]
      fields: { name: { similarity: jaro_winkler } }
`
const HEADER = 'id,email,name,created'
const CRM = [HEADER, '1,ann@x,Ann Lee,2026-11-01', '2,bob@x,Robert Stone,2026-11-02', '3,cy@x,Cy,2026-11-03']
const BILLING = [HEADER, '1,ann@x,Ann Lee,2026-11-01', '9,bob@x,Robert Stoney,2026-11-09']

const { run, write, context, openOther } = openTrackedCustomers(CONFIG, {
  'crm.csv': CRM,
  'billing.csv': BILLING,
})

const UNCHANGED = { opened: 0, reopened: 0, resolved: 0 }

/** All discrepancies by number: `1 rekeyed crm=2,billing=9: new`. */
async function all() {
  const found = await listDiscrepancies(context().db, { limit: 1_000 })
  return found
    .sort((a, b) => a.number - b.number)
    .map(({ number, finding, status, resolution }) => {
      const [what] = told([finding])
      return `${number} ${what}: ${status}${resolution ? ` ${resolution.reason}` : ''}`
    })
}

test('a pair is one discrepancy in place of two missing ones, and the same at the next run', async () => {
  const first = await run()
  expect(first.comparison.summary.counts).toMatchObject({ matched: 1, missing: 1, rekeyed: 1 })
  expect(await all()).toEqual(['1 rekeyed crm=2,billing=9: new', '2 missing 3 from billing: new'])
  const again = await run()
  expect(again.changes).toEqual({ ...UNCHANGED, seenAgain: 2 })
  expect(await readdir(context().scratchFolder)).toEqual([])
})

test('a missing record that turns out to have another key is resolved as paired, and the pair as unpaired later', async () => {
  await write('billing.csv', BILLING.slice(0, 2))
  await run()
  expect(await all()).toEqual(['1 missing 2 from billing: new', '2 missing 3 from billing: new'])
  await write('billing.csv', BILLING)
  await run()
  expect(await all()).toEqual([
    '1 missing 2 from billing: resolved paired',
    '2 missing 3 from billing: new',
    '3 rekeyed crm=2,billing=9: new',
  ])
  // A second record that is as likely: nobody can say any more.
  await write('billing.csv', [...BILLING, '10,bob@x,Robert Stones,2026-11-09'])
  await run()
  expect(await all()).toEqual([
    '1 missing 2 from billing: new',
    '2 missing 3 from billing: new',
    '3 rekeyed crm=2,billing=9: resolved unpaired',
    '4 missing 10 from crm: new',
    '5 missing 9 from crm: new',
  ])
  await write('billing.csv', BILLING)
  await run()
  expect(await all()).toEqual([
    '1 missing 2 from billing: resolved paired',
    '2 missing 3 from billing: new',
    '3 rekeyed crm=2,billing=9: new',
    '4 missing 10 from crm: resolved agrees',
    '5 missing 9 from crm: resolved paired',
  ])
})

test.each(['2', '9'])(
  'a run of key %s alone sees the pair again, and calls no record missing',
  async (id) => {
    await run()
    const before = await all()
    const { changes, comparison } = await run(keys(id))
    expect(changes).toEqual({ ...UNCHANGED, seenAgain: 1 })
    expect(told(comparison.findings)).toEqual(['rekeyed crm=2,billing=9'])
    expect(comparison.records.map(({ key, findings }) => [key.id, told(findings)])).toEqual([
      [id, ['rekeyed crm=2,billing=9']],
    ])
    expect(comparison.summary.counts).toMatchObject({ missing: 0, rekeyed: 1 })
    expect(await all()).toEqual(before)
  },
)

test('a run of another key leaves a pair alone', async () => {
  await run()
  expect((await run(keys('3'))).changes).toEqual({ ...UNCHANGED, seenAgain: 1 })
  expect((await run(keys('1'))).changes).toEqual({ ...UNCHANGED, seenAgain: 0 })
})

test.each(['2', '9'])('a run of key %s alone resolves a pair whose key was put right', async (id) => {
  await run()
  await write('billing.csv', [HEADER, BILLING[1]!, '2,bob@x,Robert Stone,2026-11-09'])
  expect((await run(keys(id))).changes).toEqual({ ...UNCHANGED, seenAgain: 0, resolved: 1 })
  expect((await all())[0]).toBe('1 rekeyed crm=2,billing=9: resolved agrees')
})

test('a run of one key alone finds the record missing when the other of its pair is gone', async () => {
  await run()
  await write('billing.csv', BILLING.slice(0, 2))
  await run(keys('2'))
  expect(await all()).toEqual([
    '1 rekeyed crm=2,billing=9: resolved unpaired',
    '2 missing 3 from billing: new',
    '3 missing 2 from billing: new',
  ])
  // The next run of everything says the same.
  expect((await run()).changes).toEqual({ ...UNCHANGED, seenAgain: 2 })
})

test('a run of one key alone finds both records missing when they are no longer alike', async () => {
  await run()
  await write('billing.csv', [HEADER, BILLING[1]!, '9,bob@x,Zoe Quick,2026-11-09'])
  await run(keys('9'))
  const found = await all()
  expect(found[0]).toBe('1 rekeyed crm=2,billing=9: resolved unpaired')
  expect(found.slice(2).sort()).toEqual(['3 missing 2 from billing: new', '4 missing 9 from crm: new'])
  expect((await run()).changes).toEqual({ ...UNCHANGED, seenAgain: 3 })
})

test('a run of days with one record of a pair, or none, leaves the pair as it is', async () => {
  await run()
  const before = await all()
  for (const scope of [
    days('2026-11-02', '2026-11-02'),
    days('2026-11-09', '2026-11-09'),
    days('2026-12-01', '2026-12-02'),
  ]) {
    const { changes } = await run(scope)
    expect(changes).toEqual({ ...UNCHANGED, seenAgain: 2 })
    expect(await all()).toEqual(before)
  }
})

test('a pair that a person called expected stays silent, whatever is looked at', async () => {
  const { discrepancies } = await run()
  const { number } = discrepancies[0]!
  await triageDiscrepancy(context(), {
    number,
    action: 'resolve',
    reason: 'expected',
    actor: { kind: 'person', id: 'ada', surface: 'cli' },
  })
  for (const scope of [keys('2'), keys('9'), days('2026-11-01', '2026-11-09'), everything]) {
    expect((await run(scope)).changes).toMatchObject(UNCHANGED)
  }
  expect((await all())[0]).toBe('1 rekeyed crm=2,billing=9: resolved expected')
})

test('nothing changes while a run cannot decide what was a pair', async () => {
  await run()
  const before = await all()
  const crowd = (from: number) =>
    Array.from({ length: 60 }, (_, index) => `${from + index},bob@x,Robert Stone,2026-11-02`)
  await write('crm.csv', [...CRM, ...crowd(1000)])
  await write('billing.csv', [...BILLING, ...crowd(2000)])
  const { changes, comparison } = await run()
  expect(comparison.summary.counts).toMatchObject({ missing: 123, rekeyed: 0 })
  expect(changes).toEqual({ opened: 120, reopened: 0, resolved: 0, seenAgain: 1 })
  expect((await all()).slice(0, 2)).toEqual(before)
})

test('without match the same records are two missing ones', async () => {
  const plain = await openOther(CONFIG.replace(/ {4}match:[\s\S]*$/, ''))
  try {
    await plain.write('crm.csv', CRM)
    await plain.write('billing.csv', BILLING)
    const request = { name: 'customers', trigger: 'cli', requestedBy: 'ada' } as const
    const { comparison } = await runReconciliation(plain.context, {
      ...request,
      scope: everything,
    })
    expect(comparison.summary.counts).not.toHaveProperty('rekeyed')
    expect(told(comparison.findings)).toHaveLength(3)
  } finally {
    await plain.close()
  }
})
