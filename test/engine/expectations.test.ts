import { describe, expect, it } from 'vitest'
import type { Expectation } from '../../src/domain/expectation.ts'
import { SeenValues } from '../../src/engine/seen-values.ts'
import { compareRows, type Rows } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'

const NOTHING: Expectation = {
  required: false,
  oneOf: null,
  range: null,
  pattern: null,
  length: null,
  unique: false,
}
const rows = (...values: (string | null)[]): Rows => ({
  columns: ['id', 'email'],
  rows: values.map((value, index) => [String(index + 1), value]),
})
const expecting = (expectation: Partial<Expectation>, field: Wanted['fields'][string] = {}): Wanted => ({
  sides: { crm: { expect: { email: { ...NOTHING, ...expectation } } }, billing: {} },
  fields: { email: field },
})

const refused = async (wanted: Wanted) => await compareRows(wanted, { crm: rows('a'), billing: rows('a') })

it('unique does not look at a record without a usable key, wherever it stands', async () => {
  const wanted: Wanted = {
    key: ['country', 'id'],
    sides: { crm: { expect: { email: { ...NOTHING, unique: true } } }, billing: {} },
    fields: { email: {} },
  }
  const columns = ['country', 'id', 'email']
  const keyed = {
    columns,
    rows: [
      ['de', '1', 'b'],
      ['us', '1', 'a'],
    ],
  }
  const crm = {
    columns,
    rows: [
      ['de', '1', 'b'],
      ['de', null, 'a'],
      ['us', '1', 'a'],
      ['us', null, 'b'],
    ],
  }
  const { findings } = await compareRows(wanted, { crm, billing: keyed })
  expect(findings.map((finding) => ('rule' in finding ? finding.rule : 'no key'))).toEqual([
    'no key',
    'no key',
  ])
})

describe('expectations are refused', () => {
  it.each([
    [
      expecting({ range: { min: '0', max: null } }),
      'sides.crm.expect.email: range needs numbers, and the type is text',
    ],
    [expecting({ range: { min: '2', max: '1' } }, { type: 'decimal' }), 'range has min 2 above max 1'],
    [expecting({ range: { min: 'x', max: null } }, { type: 'decimal' }), 'is none of numbers'],
    [expecting({ oneOf: ['1', 'x'] }, { type: 'integer' }), 'oneOf has "x", which is no integer'],
    [expecting({ pattern: '(' }), 'pattern "(" cannot be used, it does not compile'],
    [expecting({ length: { min: 2, max: 1 } }), 'length has min 2 above max 1'],
  ])('%#: %s', async (wanted, sentence) => {
    await expect(refused(wanted)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(sentence),
    })
  })

  it('where they speak of a field that is not there', async () => {
    const wanted = { ...expecting({}), sides: { crm: { expect: { emial: NOTHING } }, billing: {} } }
    await expect(refused(wanted)).rejects.toThrow(
      'sides.crm.expect.emial: there is no field "emial" (did you mean "email"?)',
    )
  })
})

describe('expectations', () => {
  it('do not count a record as agreeing that breaks one, though it is identical', async () => {
    const same = rows('a@b', 'nobody')
    const { summary, findings } = await compareRows(expecting({ pattern: '@' }), { crm: same, billing: same })
    expect(summary.counts).toMatchObject({ matched: 2, agreeing: 1, invalid: 1 })
    expect(findings).toMatchObject([{ kind: 'invalid', side: 'crm', raw: 'nobody', rule: 'pattern' }])
  })

  it('let a text break a pattern that is too long to look at', async () => {
    const same = rows('@'.repeat(1000), '@'.repeat(1001))
    const { findings } = await compareRows(expecting({ pattern: '@' }), { crm: same, billing: same })
    expect(findings.map((finding) => finding.key)).toEqual([{ id: '2' }])
  })

  it('read words as the side writes them, and as its map means them', async () => {
    const map = { crm: { P1: 'pro' } }
    const { findings } = await compareRows(expecting({ oneOf: ['P1'] }, { map }), {
      crm: rows('P1', 'pro', 'P2'),
      billing: rows('pro', 'pro', 'P2'),
    })
    expect(findings).toMatchObject([{ key: { id: '3' }, rule: 'oneOf' }])
  })

  it('say of one record in a check which field is not as expected', async () => {
    const same = rows('nobody')
    const options = { keepRecords: true }
    const { records } = await compareRows(expecting({ pattern: '@' }), { crm: same, billing: same }, options)
    expect(records[0]!.fields).toMatchObject([{ name: 'email', verdict: 'invalid' }])
  })
})

describe('SeenValues', () => {
  it('throws rather than forget, and says what to do', () => {
    const seen = new SeenValues('sides.crm.expect.vat.unique')
    for (let value = 0; value < 1_000_000; value++) seen.add(String(value))
    expect(seen.add('7')).toBe(false)
    expect(() => seen.add('one more')).toThrow(
      'sides.crm.expect.vat.unique: the side has more than 1,000,000 values',
    )
  })
})
