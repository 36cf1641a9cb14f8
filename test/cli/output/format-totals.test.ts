import { expect, test } from 'vitest'
import { formatTotals } from '../../../src/cli/output/format-totals.ts'

test('totals say what is dated outside the range on one side', () => {
  const total = {
    field: 'balance',
    side: 'billing',
    against: 'crm',
    difference: '-59.00',
    found: { mismatch: '0.05', missing: '-40.00' },
    allowed: '0.00',
    outside: '-19.05',
    unexplained: '0.00',
    isExplained: true,
  }
  expect(formatTotals([total], { colour: false })).toBe(
    '\nControl totals\n  balance: billing less crm is -59.00, explained to the cent: 0.05 values that differ, ' +
      '-40.00 missing records, -19.05 of records dated outside the range on one side\n',
  )
})
