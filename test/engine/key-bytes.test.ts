import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys, emptyPosition, findKey, isSurelySameKey } from '../../src/engine/key-bytes.ts'

/** A record with a cell behind its key. */
function positionOf(key: string, cell = 'x') {
  const bytes = Buffer.from(`before\t${key}\t${cell}`)
  const position = { ...emptyPosition(), bytes, start: 7, end: bytes.length }
  expect(findKey(position, ['integer'])).toBe(-1)
  expect(bytes.toString('utf8', position.start, position.keyEnd)).toBe(key)
  return position
}

function orderOf(a: string, b: string): number {
  const [one, other] = [positionOf(a), positionOf(b)]
  const order = Math.sign(compareKeys(one, other, ['integer']))
  if (isSurelySameKey(one, other)) expect(order).toBe(0)
  return order
}

test.each([
  ['9', '10', -1],
  ['7', '007', 0],
  ['7', '+7', 0],
  ['0', '-0', 0],
  ['-1', '0', -1],
  ['-2', '-1', -1],
  ['-10', '9', -1],
  ['999999999999999', '1000000000000000', -1],
  ['000000000000001', '0000000000000001', 0],
  ['9007199254740992', '9007199254740993', -1],
  ['123456789012345', '123456789012346', -1],
] as const)('integer keys %s and %s: %i, and the other way round', (a, b, order) => {
  expect(orderOf(a, b)).toBe(order)
  expect(orderOf(b, a)).toBe(order === 0 ? 0 : -order)
})

test('integer keys come in the order of their values, however long and however written', () => {
  const value = fc.oneof(
    fc.bigInt({ min: -20n, max: 20n }),
    fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  )
  const written = fc.tuple(value, fc.nat(3), fc.boolean()).map(([number, zeros, plus]) => {
    const digits = '0'.repeat(zeros) + (number < 0n ? -number : number)
    return { number, text: `${number < 0n ? '-' : plus ? '+' : ''}${digits}` }
  })
  fc.assert(
    fc.property(written, written, (a, b) => {
      expect(orderOf(a.text, b.text)).toBe(a.number < b.number ? -1 : a.number > b.number ? 1 : 0)
    }),
    { numRuns: 5_000 },
  )
})

test.each(['', '\\N', '1x', 'x', '+', '-', '1.0', '1e3', ' 1', '99999999999999999x'])(
  '%j is no integer key',
  (key) => {
    const bytes = Buffer.from(`${key}\tcell`)
    expect(findKey({ ...emptyPosition(), bytes, end: bytes.length }, ['integer'])).toBe(0)
  },
)
