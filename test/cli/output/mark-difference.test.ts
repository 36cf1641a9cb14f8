import { expect, test } from 'vitest'
import { displayValue } from '../../../src/cli/output/display-value.ts'
import { displayWidth } from '../../../src/cli/output/display-width.ts'
import { layoutTable, plainCell } from '../../../src/cli/output/layout-table.ts'
import { cutText, markDifference } from '../../../src/cli/output/mark-difference.ts'

test('markDifference parts values into what they have in common at the ends and what differs', () => {
  expect(markDifference(['ann@example.com', 'anna@example.com'], 40)).toEqual([
    { before: 'ann', differing: '', after: '@example.com' },
    { before: 'ann', differing: 'a', after: '@example.com' },
  ])
})

test('markDifference keeps the difference in view when the values are long', () => {
  const start = 'a'.repeat(200)
  const [first, second] = markDifference([`${start}x${'b'.repeat(50)}`, `${start}y${'b'.repeat(50)}`], 20)
  expect([first!.differing, second!.differing]).toEqual(['x', 'y'])
  for (const { before, differing, after } of [first!, second!]) {
    expect(displayWidth(before + differing + after)).toBeLessThanOrEqual(20)
    expect(before).toMatch(/^…a+$/)
    expect(after).toMatch(/^b+…$/)
  }
})

test('markDifference never parts a character that people see as one', () => {
  expect(markDifference(['e\u0301', 'e'], 40).map((value) => value.differing)).toEqual(['e\u0301', 'e'])
})

test('cutText ends in an ellipsis and fits, also with wide characters', () => {
  expect(cutText('short', 5)).toBe('short')
  expect(cutText('longer', 5)).toBe('long…')
  expect(cutText('東京都港区', 6)).toBe('東京…')
})

test('layoutTable aligns columns by what terminals show', () => {
  const rows = [
    ['東京', 'x'],
    ['abcd', 'y'],
    ['e\u0301', 'z'],
  ]
  const lines = layoutTable(rows.map((row) => row.map(plainCell))).split('\n')
  expect(lines).toEqual(['  東京  x', '  abcd  y', '  e\u0301     z', ''])
})

test('displayValue tells null, empty text, white space and the word null apart', () => {
  expect([null, '', ' x', 'x\u00a0', 'null', 'x'].map(displayValue)).toEqual([
    'null',
    '""',
    '" x"',
    '"x\\xa0"',
    '"null"',
    'x',
  ])
})
