import { expect, test } from 'vitest'
import { readBusy } from '../../src/connectors/read-busy.ts'

test.each(['t', 'true', 'TRUE', '1', '73', '-1', '0.5', '+2', '.5', '5e-1', '1e0'])(
  '"%s" means busy',
  (text) => {
    expect(readBusy('crm', [[text]])).toBe(true)
  },
)

test.each([[], [[null]], [['f']], [['False']], [['0']], [['-0']], [['0.00']], [['0e5']]])(
  '%j does not',
  (...rows) => {
    expect(readBusy('crm', rows)).toBe(false)
  },
)

test.each([
  [[['yes']], '"yes"'],
  [[['']], '""'],
  [[['NaN']], '"NaN"'],
  [[['1 row']], '"1 row"'],
  [[['x'.repeat(41)]], `"${'x'.repeat(40)}…"`],
  [[['1'], ['0']], '2 rows of 1 columns'],
  [[['1', '0']], '1 rows of 2 columns'],
])('%j is refused with the answer and what to write', (rows, shown) => {
  expect(() => readBusy('crm', rows)).toThrow(
    `crm: the query of pauseWhile answered ${shown}, which is neither a boolean nor a number; write one such as: select count(*) > 50 from ...`,
  )
})
