import { expect, test } from 'vitest'
import { largerDecimal } from '../../src/domain/larger-decimal.ts'

test.each([
  ['9.99', '10.5', '10.5'],
  ['0.1', '0.09', '0.1'],
  ['0.10', '0.1', '0.10'],
  ['0', '0.000000000000000000001', '0.000000000000000000001'],
  ['9007199254740993', '9007199254740992', '9007199254740993'],
  ['007', '10', '10'],
])('of %s and %s the larger is %s, whichever stands first', (one, other, larger) => {
  expect(Number(largerDecimal(one, other))).toBe(Number(larger))
  expect(largerDecimal(other, one).replace(/0+$/, '')).toBe(larger.replace(/0+$/, ''))
})
