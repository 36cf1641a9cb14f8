import { expect, test } from 'vitest'
import { subtractDecimals } from '../../../src/cli/output/subtract-decimals.ts'

test.each([
  ['10.50', '10.4', '0.10'],
  ['10.4', '10.50', '-0.10'],
  ['0.1', '-0.2', '0.3'],
  ['9007199254740993', '9007199254740992', '1'],
  ['-5', '-5', '0'],
  ['1', '0.001', '0.999'],
  ['-0.05', '0.05', '-0.10'],
])('subtractDecimals is exact when %s - %s', (from, take, difference) => {
  expect(subtractDecimals(from, take)).toBe(difference)
})
