import { expect, test } from 'vitest'
import { progressLine } from '../../src/cli/start-progress.ts'

test('progressLine says the rows of each side and the rate of all', () => {
  expect(progressLine({ crm: 120_000, billing: 80_000 }, 4)).toBe(
    'crm 120,000 rows, billing 80,000 rows, 50,000 rows/s',
  )
})

test('progressLine does not divide by nothing at the very start', () => {
  expect(progressLine({ crm: 0 }, 0)).toBe('crm 0 rows, 0 rows/s')
})
