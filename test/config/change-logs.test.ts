import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

/** Two sides of PostgreSQL; what they say of changes, and the reconciliation. */
function config(
  crm: string,
  { billing = 'updatedAt: changed_at', table = 'table: customers', more = '' } = {},
) {
  return `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: postgres, url: "\${BILLING_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: crm, ${table}, key: [region, id], ${crm} }
      billing: { source: billing, table: accounts, key: [region, id], ${billing} }
    fields: { email: text }
    ${more}
`
}

const SLOT = 'changes: { slot: of_customers, publication: counterfoil }'
const TABLE = 'changes: { table: audit.changes, key: [region, customer], order: n }'

async function reconciliationOf(text: string) {
  return (await loadText(text)).settings.reconciliations[0]!
}

test('a side names its slot or its table of changes, and runs follow them', async () => {
  const { sides, changes } = await reconciliationOf(config(SLOT, { billing: TABLE }))
  expect(sides.map((side) => side.changes)).toEqual([
    { kind: 'slot', slot: 'of_customers', publication: 'counterfoil' },
    { kind: 'table', table: 'audit.changes', key: ['region', 'customer'], order: 'n' },
  ])
  expect(changes).toEqual({ overlapSeconds: 600, sweep: true })
  expect((await reconciliationOf(config('updatedAt: changed_at'))).changes).toBeUndefined()
})

test('nothing is swept where every side has a slot, unless it is said', async () => {
  const other = 'changes: { slot: of_accounts, publication: counterfoil }'
  expect((await reconciliationOf(config(SLOT, { billing: other }))).changes?.sweep).toBe(false)
  const more = 'changes: { sweep: true }'
  expect((await reconciliationOf(config(SLOT, { billing: other, more }))).changes?.sweep).toBe(true)
})

test('a side of a query can have a table of changes', async () => {
  const table = 'query: select * from customers'
  expect((await reconciliationOf(config(TABLE, { table }))).sides[0]!.changes).toMatchObject({
    kind: 'table',
  })
})

const FORMS = 'write { table, key, order }, or { slot, publication } of a logical replication slot'

test.each([
  [config('changes: { slot: x }'), FORMS],
  [config('changes: { table: t, key: [region, id] }'), FORMS],
  [config('changes: { table: t, key: [region, id], order: n, slot: x, publication: p }'), FORMS],
  [config('changes: yes'), FORMS],
  [config('changes: { slots: x, publication: p }'), '"slots" is not known here (did you mean "slot"?)'],
  [
    config('changes: { table: t, key: id, order: n }'),
    'sides.crm.changes.key: 1 named here, and the key of the side has 2: name a column for each, in the same order',
  ],
  [
    config(SLOT, { table: 'query: select * from customers' }),
    'sides.crm.changes.slot: a slot tells the changes of a table, and this side is a query',
  ],
  [
    config(SLOT).replace('type: postgres', 'type: mysql').replace('${CRM_URL}', 'mysql://u@db.example/crm'),
    'sides.crm.changes: only a postgres source has a change log that is read, and crm is mysql: write updatedAt instead',
  ],
  [
    config(SLOT, { billing: 'dateColumn: made_on' }),
    'sides.billing: changes needs to know when a record changed: write updatedAt: with a column of billing, or changes: with its change log, or remove changes',
  ],
  [
    config(SLOT, { billing: SLOT }).replace('source: billing,', 'source: crm,'),
    'sides.billing.changes.slot: "of_customers" is read by reconciliations.customers.sides.crm already, and a slot has one reader: create another one',
  ],
])('%#: %s', async (text, expected) => {
  expect((await refusalOf(text)).join('\n')).toContain(expected)
})
