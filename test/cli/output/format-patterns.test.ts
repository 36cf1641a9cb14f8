import { expect, test } from 'vitest'
import { formatTable } from '../../../src/cli/output/format-table.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { findPatterns } from '../../../src/engine/index.ts'
import { aReport } from './a-report.ts'

const PLAIN = { colour: false }
const textOf = (report: Parameters<typeof formatTable>[0]) => [...formatTable(report, PLAIN)].join('')
const findings: Finding[] = Array.from({ length: 1200 }, (_, id) => ({
  kind: 'mismatch',
  key: { id: String(id) },
  field: 'amount',
  values: { crm: '100', billing: '1' },
  likelyCorrect: null,
  likelyCorrectReason: null,
  cause: 'x100',
  agreeing: [],
  severity: 'high',
}))

test('table shows patterns before the findings, with examples and never a value', () => {
  const text = textOf(aReport(findings, { patterns: findPatterns(findings) }))
  expect(text).toContain('\nPatterns (1)\n  1,200 (100.0 %)  amount differs: x100, such as 0, 1, 2\n')
  expect(text.indexOf('Patterns')).toBeLessThan(text.indexOf('Values that differ'))
})

test.each([
  [
    {
      found: { mismatch: '-0.50', missing: '-9.50' },
      allowed: '0.00',
      unexplained: '0.00',
      isExplained: true,
    },
    'amount: billing less crm is -10.00, explained to the cent: -0.50 values that differ, -9.50 missing records',
  ],
  [
    { found: {}, allowed: '-0.02', unexplained: '-9.98', isExplained: false },
    'amount: billing less crm is -10.00, explained in part: -0.02 allowed by the rules, -9.98 unexplained',
  ],
])('table says how far findings explain the totals: %j', (explanation, line) => {
  const total = { field: 'amount', side: 'billing', against: 'crm', difference: '-10.00', ...explanation }
  expect(textOf(aReport(findings, { totals: [total] }))).toContain(`\nControl totals\n  ${line}\n`)
})

test('table has nothing to say of totals that are the same', () => {
  const same = { difference: '0.00', found: {}, allowed: '0.00', unexplained: '0.00', isExplained: true }
  const totals = [{ field: 'amount', side: 'billing', against: 'crm', ...same }]
  expect(textOf(aReport([], { totals }))).not.toContain('Control totals')
})
