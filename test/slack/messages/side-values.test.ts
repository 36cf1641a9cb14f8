import { expect, test } from 'vitest'
import type { MismatchFinding } from '../../../src/domain/finding.ts'
import { evidence } from '../../../src/slack/messages/evidence.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleField, sampleMismatch, sampleReconciliation } from '../samples.ts'

function lines(changes: Partial<MismatchFinding>, rules: Parameters<typeof sampleField>[1] = {}): string[] {
  const fields = [sampleField('balance', { type: 'decimal', ...rules })]
  const finding = sampleMismatch({ likelyCorrect: null, likelyCorrectReason: null, ...changes })
  return readBlocks([evidence(finding, sampleReconciliation({ fields }))])
}

const values = { crm: '492.05', billing: '492.50', warehouse: '492.0500' }
const agreeing = [['crm', 'warehouse'], ['billing']]

test('sides that agree by the rules share a line, and only the difference between groups is marked', () => {
  expect(lines({ values, agreeing })).toEqual([
    '• *crm *`492.`*`05`* and *warehouse *`492.0500`',
    '• *billing: *`492.`*`50`*',
    '• Difference: 0.45',
  ])
  expect(lines({ values, agreeing, likelyCorrect: 'warehouse' })[0]).toContain('`492.0500`  ← likely correct')
})

test('three texts of one value are listed', () => {
  const three = { ...values, ledger: '4.9205e2' }
  expect(lines({ values: three, agreeing: [['crm', 'warehouse', 'ledger'], ['billing']] })[0]).toBe(
    '• *crm *`492.`*`05`*, *warehouse *`492.0500` and *ledger *`4.9205e2`',
  )
})

test('many texts of one value end in a count', () => {
  const names = Array.from({ length: 9 }, (_, index) => `s${index}`)
  const many = Object.fromEntries(names.map((name, index) => [name, `1.${'0'.repeat(index + 1)}`]))
  const [first] = lines({ values: { ...many, crm: '2' }, agreeing: [names, ['crm']] })
  expect(first).toContain('s3')
  expect(first).not.toContain('s4')
  expect(first).toContain(' and 5 more')
})

test('the same text on sides that do not agree has a line each', () => {
  expect(
    lines({ values: { crm: '10:00', billing: '10:00' }, agreeing: [['crm'], ['billing']] }),
  ).toHaveLength(2)
})

test('no difference is told where one group holds several amounts', () => {
  const tolerated = { crm: '10.00', billing: '12.00', warehouse: '10.01' }
  expect(lines({ values: tolerated, agreeing })).toHaveLength(2)
})

test('values that agree have one letter where they are hidden', () => {
  expect(lines({ values, agreeing }, { sensitive: true })).toEqual([
    expect.stringContaining('crm and warehouse: *'),
    expect.stringContaining('•••• B'),
  ])
})

test('a finding of an earlier version, and a value that is invalid, go by their text', () => {
  const { agreeing: _, ...old } = sampleMismatch({ values: { crm: '1', billing: '2', warehouse: '1' } })
  expect(readBlocks([evidence(old as MismatchFinding, null)])).toHaveLength(2)
  const invalid = { crm: 'n/a', billing: '2', warehouse: 'n/a', ledger: '3' }
  expect(lines({ values: invalid, agreeing: [['billing'], ['ledger']] })).toEqual([
    '• *billing: *`2`',
    '• *ledger: *`3`',
    '• *crm and warehouse: *`n/a`',
  ])
})
