import { expect } from 'vitest'
import { compareRows } from '../engine/compare-rows.ts'
import { trap } from './trap.ts'
import { findingsOf, verdict, wantedFor } from './verdict.ts'

const absolute = (amount: string) => ({ kind: 'absolute', amount }) as const
const percent = (amount: string) => ({ kind: 'percent', percent: amount }) as const
const decimal = { type: 'decimal' } as const
const integer = { type: 'integer' } as const

/** Control totals of one field, one side's values given. */
async function totalOf(values: readonly string[]): Promise<string> {
  const rows = values.map((value, index) => [`${index}`, value])
  const side = { columns: ['id', 'value'], rows }
  const sides = { crm: side, billing: side }
  const { summary } = await compareRows(wantedFor(sides, { value: { ...decimal, total: true } }), sides)
  expect(summary.sides.billing?.totals).toEqual(summary.sides.crm?.totals)
  return summary.sides.crm!.totals.value!
}

trap(1, { title: '2^53 and 2^53 + 1 differ', proves: 'rule 4' }, async () => {
  const [a, b] = ['9007199254740993', '9007199254740992']
  expect(await verdict(integer, a, b)).toBe('differs')
  expect(await verdict({ ...integer, tolerance: absolute('0') }, a, b)).toBe('differs')
  expect(await verdict({ ...decimal, tolerance: absolute('0.5') }, a, b)).toBe('differs')
  expect(await verdict({ ...integer, tolerance: absolute('1') }, a, b)).toBe('tolerated')
})

trap(2, { title: 'numbers of 35 digits that differ in the last one differ', proves: 'rule 4' }, async () => {
  const [a, b] = ['12345678901234567890123456789012345', '12345678901234567890123456789012346']
  for (const type of ['integer', 'decimal', 'text', null] as const) {
    expect(await verdict({ type }, a, b)).toBe('differs')
    expect(await verdict({ type }, a, a)).toBe('equal')
  }
  expect(await verdict({ ...decimal, tolerance: absolute('0.99') }, a, b)).toBe('differs')
})

trap(4, { title: 'money of twelve digits that differs by a cent differs', proves: 'rule 4' }, async () => {
  expect(await verdict(decimal, '1234567890.12', '1234567890.13')).toBe('differs')
  expect(
    await verdict({ ...decimal, tolerance: percent('0.00000000001') }, '1234567890.12', '1234567890.13'),
  ).toBe('differs')
})

trap(5, { title: 'what 32-bit floats cannot tell apart differs', proves: 'rule 4' }, async () => {
  expect(await verdict(decimal, '16777216', '16777217')).toBe('differs')
  expect(await verdict(decimal, '123456789.12', '123456790.12')).toBe('differs')
})

trap(
  6,
  { title: 'a decimal and an integer column are compared as decimals', proves: 'rules 2, 4' },
  async () => {
    const sides = (crm: string, billing: string) => ({
      crm: { columns: ['id', 'amount:decimal'], rows: [['1', crm]] },
      billing: { columns: ['id', 'amount:integer'], rows: [['1', billing]] },
    })
    expect(await findingsOf({ amount: {} }, sides('10.49', '10'))).toEqual([
      'mismatch 1 amount: crm=10.49 billing=10',
    ])
    expect(await findingsOf({ amount: {} }, sides('10.00', '10'))).toEqual([])
  },
)

trap(
  7,
  { title: '10, 10.00 and 1e1 are equal by value, and only as text they differ', proves: 'rule 4' },
  async () => {
    expect(await verdict(decimal, '10', '10.00', '1e1')).toBe('normalised')
    expect(await verdict(integer, '10', '10.00', '1e1')).toBe('normalised')
    expect(await verdict({ type: 'text' }, '10', '10.00')).toBe('differs')
  },
)

trap(8, { title: '0.71 and .71 are equal', proves: 'rules 2, 4' }, async () => {
  expect(await verdict(decimal, '0.71', '.71')).toBe('normalised')
  expect(await verdict(decimal, '-0.71', '-.71')).toBe('normalised')
  expect(await verdict(decimal, '0.71', '.72')).toBe('differs')
})

trap(9, { title: 'minus zero is zero', proves: 'rule 4' }, async () => {
  expect(await verdict(decimal, '-0.00', '0.00')).toBe('normalised')
  expect(await verdict(decimal, '-0', '0')).toBe('normalised')
  expect(await verdict(integer, '-0', '0')).toBe('normalised')
  expect(await totalOf(['-0.00', '0.00'])).toBe('0.00')
})

trap(
  10,
  { title: 'a double is compared by the digits that were written, never rounded', proves: 'rule 4' },
  async () => {
    expect(await verdict(decimal, '0.36640625', '0.36640625')).toBe('equal')
    expect(await verdict(decimal, '0.36640625', '3.6640625e-1')).toBe('normalised')
    expect(await verdict(decimal, '0.36640625', '0.366406')).toBe('differs')
  },
)

trap(12, { title: '1.005 is exactly that, in tolerances and in sums', proves: 'rules 4, 5' }, async () => {
  expect(await verdict({ ...decimal, tolerance: absolute('0.004') }, '1.005', '1.01')).toBe('differs')
  expect(await verdict({ ...decimal, tolerance: absolute('0.005') }, '1.005', '1.01')).toBe('tolerated')
  expect(await verdict({ ...decimal, tolerance: absolute('0.005') }, '1.005', '1.00')).toBe('tolerated')
  expect(await totalOf(['0.1', '0.2'])).toBe('0.3')
  expect(await totalOf(Array.from({ length: 10 }, () => '1.005'))).toBe('10.050')
})

trap(13, { title: 'NaN, infinities and huge numbers have an answer', proves: 'rules 4, 5' }, async () => {
  expect(await verdict(decimal, 'NaN', 'nan')).toBe('normalised')
  expect(await verdict(decimal, 'NaN', '1')).toBe('differs')
  expect(await verdict(decimal, 'Infinity', 'inf')).toBe('normalised')
  expect(await verdict(decimal, 'Infinity', '-Infinity')).toBe('differs')
  expect(await verdict({ ...decimal, tolerance: percent('100') }, 'Infinity', '1')).toBe('differs')
  expect(await verdict({ ...decimal, tolerance: absolute('1') }, '1e308', '1e308')).toBe('equal')
  expect(await verdict({ ...decimal, tolerance: absolute('1') }, '1e999999999', '1')).toBe('differs')
  expect(await verdict(decimal, '1e21', '1000000000000000000000')).toBe('normalised')
  expect(await verdict(integer, 'NaN', '1')).toBe('invalid')
  expect(await totalOf(['1e21'])).toBe('1000000000000000000000')
  expect(await totalOf(['1', 'NaN'])).toBe('NaN')
})

trap(14, { title: 'tolerance exactly at the limit is within it, both ways', proves: 'rule 5' }, async () => {
  const cent = { ...decimal, tolerance: absolute('0.01') }
  expect(await verdict(cent, '10.00', '10.01')).toBe('tolerated')
  expect(await verdict(cent, '10.00', '10.010000000000000000001')).toBe('differs')
  expect(await verdict(cent, '-0.005', '0.005')).toBe('tolerated')
  const fifth = { ...decimal, tolerance: percent('20') }
  expect(await verdict(fifth, '100', '80')).toBe('tolerated')
  expect(await verdict(fifth, '100', '79.99')).toBe('differs')
  expect(await verdict(fifth, '-100', '-80')).toBe('tolerated')
  expect(await verdict(fifth, '-100', '80')).toBe('differs')
  expect(await verdict(fifth, '0', '0.0000001')).toBe('differs')
  expect(await verdict({ ...decimal, tolerance: percent('100') }, '0', '5')).toBe('tolerated')
})

trap(15, { title: 'no locale and no number of decimals is guessed', proves: 'rules 2, 4' }, async () => {
  const side = (value: string) => ({ columns: ['id', 'amount'], rows: [['1', value]] })
  expect(await findingsOf({ amount: decimal }, { crm: side('1,234.50'), billing: side('1.234,50') })).toEqual(
    ['invalid 1 amount on crm: 1,234.50', 'invalid 1 amount on billing: 1.234,50'],
  )
  expect(await verdict(decimal, '1,234', '1234')).toBe('invalid')
  expect(await verdict(decimal, '100', '100.00')).toBe('normalised')
  expect(await verdict(decimal, '1.234', '1.23')).toBe('differs')
  expect(await verdict({ ...integer, keep: 'digits' }, 'JPY 1,234', '1234')).toBe('normalised')
})

trap(
  16,
  { title: 'the number of decimals of a column does not count, their value does', proves: 'rule 4' },
  async () => {
    expect(await verdict(decimal, '0.1', '0.10000000000000000000')).toBe('normalised')
    expect(await verdict(decimal, '0.33333333333333333333', '0.3333333333')).toBe('differs')
    expect(await verdict(decimal, '1', `1.${'0'.repeat(39)}1`)).toBe('differs')
  },
)
