import { expect } from 'vitest'
import { compareRows } from '../engine/compare-rows.ts'
import { trap } from './trap.ts'
import { findingsOf, verdict, wantedFor } from './verdict.ts'

const json = { type: 'json' } as const

trap(
  50,
  { title: 'JSON is compared by value, and the order of an array counts', proves: 'rule 4' },
  async () => {
    expect(await verdict(json, '{"a":1,"b":[1,2]}', '{ "b" : [1, 2.0], "a" : 1.0 }')).toBe('normalised')
    expect(await verdict(json, '{"a":{"x":1,"y":2}}', '{"a":{"y":2,"x":1}}')).toBe('normalised')
    expect(await verdict(json, '[1,2]', '[2,1]')).toBe('differs')
    expect(await verdict(json, '{"a":1}', '{"a":"1"}')).toBe('differs')
    expect(await verdict(json, '{"a":null}', '{}')).toBe('differs')
    expect(await verdict(json, '{"a":9007199254740993}', '{"a":9007199254740992}')).toBe('differs')
    expect(await verdict(json, '"\\u00e9"', '"é"')).toBe('normalised')
    expect(await verdict(json, '{"a":1', '{"a":1}')).toBe('invalid')
  },
)

trap(52, { title: 'only declared words are booleans', proves: 'rules 2, 4' }, async () => {
  const boolean = { type: 'boolean' } as const
  expect(await verdict(boolean, 'true', '1', 't', 'Y')).toBe('normalised')
  expect(await verdict(boolean, 'f', '0', 'No', 'OFF')).toBe('normalised')
  expect(await verdict(boolean, 'true', '0')).toBe('differs')
  for (const word of ['ja', '2', '-1', '', 'tru', ' true'])
    expect(await verdict(boolean, word, 'true')).toBe('invalid')
  const side = (word: string) => ({ columns: ['id', 'paid'], rows: [['1', word]] })
  const paid = { ...boolean, map: { billing: { ja: 'true', nein: 'false' } } }
  expect(await findingsOf({ paid }, { crm: side('t'), billing: side('ja') })).toEqual([])
  expect(await findingsOf({ paid }, { crm: side('t'), billing: side('nein') })).toHaveLength(1)
})

trap(
  53,
  { title: 'a field whose types disagree is told, and the others still run', proves: 'rule 14' },
  async () => {
    const columns = (balance: string) => ['id', `balance:${balance}`, 'plan']
    const crm = { columns: columns('integer'), rows: [['1', '10', 'pro']] }
    const billing = { columns: columns('text'), rows: [['1', 'ten', 'free']] }
    const told = 'schema balance: type-mismatch crm=integer billing=text'
    const fields = { balance: {}, plan: {} }
    expect(await findingsOf(fields, { crm, billing })).toEqual([
      told,
      'mismatch 1 plan: crm=pro billing=free',
    ])
    // Agreement in the rest never hides it.
    const alike = { ...billing, rows: [['1', '10', 'pro']] }
    expect(await findingsOf(fields, { crm, billing: alike })).toEqual([told])
    expect(await findingsOf({ ...fields, balance: { type: 'text' } }, { crm, billing: alike })).toEqual([])
    // Integers, decimals and text without a type can be compared.
    const decimal = { columns: columns('decimal'), rows: [['1', '10.0', 'pro']] }
    expect(await findingsOf(fields, { crm, billing: decimal })).toEqual([])
  },
)

trap(
  54,
  { title: 'a column that is gone from one side is told, and the others still run', proves: 'rule 14' },
  async () => {
    const crm = { columns: ['id', 'balance', 'plan'], rows: [['1', '10', 'pro']] }
    const billing = { columns: ['id', 'plan'], rows: [['1', 'free']] }
    const fields = { balance: {}, plan: {} }
    const all = { balance: 'balance', plan: 'plan' }
    const known = { crm: all, billing: all }
    const told = 'schema balance: missing-column billing balance'
    const differs = 'mismatch 1 plan: crm=pro billing=free'
    expect(await findingsOf(fields, { crm, billing }, { known })).toEqual([told, differs])
    const alike = { ...billing, rows: [['1', 'pro']] }
    expect(await findingsOf(fields, { crm, billing: alike }, { known })).toEqual([told])
    // The other two of three do not go on without it: what they agree on is not what all agree on.
    const mailer = { ...crm, rows: [['1', '11', 'pro']] }
    const three = { crm, billing: alike, mailer }
    expect(await findingsOf(fields, three, { known: { ...known, mailer: all } })).toEqual([told])
    // Nobody ever saw it: it is misspelt.
    await expect(findingsOf(fields, { crm, billing })).rejects.toThrow('"billing" has no column "balance"')
    // Without its key no record can be found on the other side.
    const keyless = { columns: ['plan'], rows: [['pro']] }
    await expect(findingsOf({ plan: {} }, { crm, billing: keyless }, { known })).rejects.toThrow(
      'sides.billing.key: "billing" has no column "id"',
    )
  },
)

trap(55, { title: 'a misspelt name is refused before anything is compared', proves: 'rule 2' }, async () => {
  const side = { columns: ['id', 'amount', 'name'], rows: [['1', '5', 'a']] }
  const sides = { crm: side, billing: side }
  await expect(findingsOf({ amuont: {} }, sides)).rejects.toThrow('did you mean "amount"')
  await expect(
    findingsOf({ name: { type: 'text', tolerance: { kind: 'absolute', amount: '1' } } }, sides),
  ).rejects.toThrow('fields.name: tolerance needs numbers')
  await expect(findingsOf({ name: { map: { biling: { a: 'b' } } } }, sides)).rejects.toThrow(
    'did you mean "billing"',
  )
  const likelyCorrect = { byField: { amont: { kind: 'order', sides: ['crm'] } } } as const
  const wanted = { ...wantedFor(sides, { amount: {} }), likelyCorrect }
  expect(() => compareRows(wanted, sides)).toThrow('did you mean "amount"')
})
