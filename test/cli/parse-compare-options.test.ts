import { expect, test } from 'vitest'
import { type CompareOptions, parseCompareOptions } from '../../src/cli/parse-compare-options.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'

test('parseCompareOptions names sides a, b, c unless --side says so', () => {
  const names = (places: string[], side?: string[]) =>
    parseCompareOptions(places, { key: ['id'], ...(side ? { side } : {}) }).sides.map(({ name, place }) => [
      name,
      place,
    ])
  expect(names(['x.csv', 'y.csv', 'z.csv'])).toEqual([
    ['a', 'x.csv'],
    ['b', 'y.csv'],
    ['c', 'z.csv'],
  ])
  expect(names([], ['crm=x.csv', 'billing=postgres://u@h/d?a=b#t'])).toEqual([
    ['crm', 'x.csv'],
    ['billing', 'postgres://u@h/d?a=b#t'],
  ])
  expect(names(['x.csv'], ['crm=y.csv'])).toEqual([
    ['a', 'x.csv'],
    ['crm', 'y.csv'],
  ])
})

test('parseCompareOptions reads repeated options and comma lists alike', () => {
  const options = { key: ['shop,number'], fields: ['email', 'plan,total'], ignoreCase: ['email,plan'] }
  const request = parseCompareOptions(['x', 'y'], {
    ...options,
    tolerance: ['total=0.5%'],
    lag: ['at=15m'],
    type: ['at=timestamp'],
  })
  expect(request).toMatchObject({
    key: ['shop', 'number'],
    fields: ['email', 'plan', 'total'],
    rules: {
      email: { ignoreCase: true },
      plan: { ignoreCase: true },
      total: { tolerance: { kind: 'percent', percent: '0.5' } },
      at: { lagSeconds: 900, type: 'timestamp' },
    },
  })
  expect(parseCompareOptions(['x', 'y'], { key: ['id'] }).fields).toBeNull()
})

test('parseCompareOptions keeps a comma that belongs to a name', () => {
  expect(parseCompareOptions(['x', 'y'], { key: ['last\\, first', 'id'] }).key).toEqual(['last, first', 'id'])
})

test('parseCompareOptions keeps a tolerance as exact text', () => {
  const rules = parseCompareOptions(['x', 'y'], {
    key: ['id'],
    tolerance: ['a=.01,b=9007199254740993.10'],
  }).rules
  expect(rules).toEqual({
    a: { tolerance: { kind: 'absolute', amount: '0.01' } },
    b: { tolerance: { kind: 'absolute', amount: '9007199254740993.10' } },
  })
})

test('parseCompareOptions gives a rename to its side, with dots in the field', () => {
  const { sides } = parseCompareOptions(['x', 'y'], { key: ['id'], rename: ['b.address.city=town'] })
  expect(sides.map((side) => side.rename)).toEqual([{}, { 'address.city': 'town' }])
})

const OK: CompareOptions = { key: ['id'] }
test.each<[string, string[], CompareOptions, string]>([
  ['one side', ['x'], OK, 'two sides or more, there is 1: write compare A B --key id'],
  ['no side', [], OK, 'there are none'],
  ['no key', ['x', 'y'], {}, '--key is missing: write --key COLUMN'],
  ['a field that is the key', ['x', 'y'], { ...OK, fields: ['id'] }, '--fields "id" is part of the key'],
  [
    'a tolerance without amount',
    ['x', 'y'],
    { ...OK, tolerance: ['f'] },
    '--tolerance "f" cannot be read: write FIELD=AMOUNT',
  ],
  ['a tolerance of words', ['x', 'y'], { ...OK, tolerance: ['f=some'] }, '--tolerance "f=some" is no amount'],
  ['a negative tolerance', ['x', 'y'], { ...OK, tolerance: ['f=-1'] }, '--tolerance "f=-1" is no amount'],
  [
    'a lag without unit',
    ['x', 'y'],
    { ...OK, lag: ['f=5'] },
    '--lag "f=5" is no duration: write a number with s, m, h or d',
  ],
  ['an unknown type', ['x', 'y'], { ...OK, type: ['f=decimel'] }, '(did you mean "decimal"?)'],
  [
    'a rename without side',
    ['x', 'y'],
    { ...OK, rename: ['f=g'] },
    '--rename "f=g" cannot be read: write SIDE.FIELD=COLUMN',
  ],
  ['a rename of no side', ['x', 'y'], { ...OK, rename: ['c.f=g'] }, 'there is no side "c"; there are a, b'],
  ['a side without place', ['x'], { ...OK, side: ['crm'] }, '--side "crm" cannot be read: write NAME=PATH'],
  ['a side with a dot', ['x'], { ...OK, side: ['c.r=x'] }, '--side name "c.r" is not allowed'],
  ['a side twice', ['x', 'y'], { ...OK, side: ['a=z'] }, '--side "a" is there twice'],
])('parseCompareOptions refuses %s and says what to write', (_, places, options, sentence) => {
  const error = (() => {
    try {
      return parseCompareOptions(places, options)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(CounterfoilError)
  expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(sentence) })
})
