import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (keys: string, via = '') => `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  export: { type: files, path: exports/*.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: customers, key: id }
      billing: { source: export, key: ref${via} }
    keys: ${keys}
    fields: { email: text }
`

test('rules of keys have defaults, and a prefix said once is that of every side', async () => {
  const { settings } = await loadText(config('{ id: { trim: true, stripPrefix: CUST- } }'))
  expect(settings.reconciliations[0]!.keyRules).toEqual({
    id: {
      type: null,
      trim: true,
      ignoreCase: false,
      keep: null,
      stripPrefix: { crm: 'CUST-', billing: 'CUST-' },
    },
  })
})

test('a mapping is read as columns of a place in a source', async () => {
  const via = ', via: { source: crm, table: public.id_map, from: account_no, to: [customer_id] }'
  const { settings } = await loadText(config('{ id: { type: uuid } }', via))
  expect(settings.reconciliations[0]!.sides.map((side) => side.via)).toEqual([
    null,
    {
      source: 'crm',
      location: { table: 'public.id_map', query: null, where: null },
      from: ['account_no'],
      to: ['customer_id'],
    },
  ])
})

test.each([
  [
    '{ ref: { trim: true } }',
    '9:13 reconciliations.customers.keys.ref: there is no part of the key "ref": write one of id',
  ],
  ['{ id: { type: number } }', 'keys.id.type: "number" is not a key type: write text, integer or uuid'],
  ['{ id: { type: uuid, keep: digits } }', 'keys.id.keep: a key of type uuid is read in every form'],
  ['{ id: { type: integer, keep: letters } }', 'keys.id.keep: a key of type integer has no letters'],
  ['{ id: { stripPrefix: { bill: K } } }', 'keys.id.stripPrefix.bill: there is no side "bill"'],
  ['{ id: { stripPrefix: 5 } }', '"5" is not a prefix: write it in quotes'],
  ['{ id: { stripPrefx: K } }', '"stripPrefx" is not known here (did you mean "stripPrefix"?)'],
  ['{ id: trim }', '"trim" is not rules of a key part'],
])('keys: %s is refused', async (keys, sentence) => {
  expect((await refusalOf(config(keys))).join('\n')).toContain(sentence)
})

test.each([
  [
    '{ source: crmm, table: m, from: a, to: b }',
    'via.source: there is no source "crmm" (did you mean "crm"?)',
  ],
  ['{ source: crm, from: a, to: b }', 'via: neither table nor query is said'],
  ['{ source: export, table: m, from: a, to: b }', 'via.table: a files source has no table'],
  ['{ source: crm, table: m, from: [a, b], to: b }', "via.from: 2 of the mapping's columns stand here"],
  ['{ source: crm, table: m, from: a }', 'via.to: is missing'],
  ['id_map', '"id_map" is not a mapping table: write { source, table, from, to }'],
])('via: %s is refused', async (via, sentence) => {
  const refused = await refusalOf(config('{ id: { trim: true } }', `, via: ${via}`))
  expect(refused.join('\n')).toContain(sentence)
})
