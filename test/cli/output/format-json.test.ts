import { expect, test } from 'vitest'
import { formatJson } from '../../../src/cli/output/format-json.ts'
import { formatNdjson } from '../../../src/cli/output/format-ndjson.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { aReport, FINDINGS, SCHEMA_FINDINGS } from './a-report.ts'

const SUMMARY = {
  reconciliation: 'customers',
  run: 'run-1',
  state: 'completed',
  sides: {
    crm: { rows: 5, totals: { balance: '10.50' } },
    billing: { rows: 6, totals: { balance: '10.4' } },
  },
  counts: { matched: 5, agreeing: 2, missing: 1, mismatch: 1, duplicate: 1, invalid: 1, drift: 1 },
  drift: { balance: { count: 1, max: '0.01', sum: '0.01' } },
}
const PUBLIC_FINDINGS = [
  {
    kind: 'mismatch',
    key: { id: '3' },
    field: 'balance',
    values: { crm: '42.50', billing: '42.05' },
    likelyCorrect: 'billing',
    cause: null,
    severity: 'high',
  },
  { kind: 'missing', key: { id: '9' }, presentOn: ['crm'], missingFrom: ['billing'], severity: 'high' },
  { kind: 'duplicate', key: { id: '4' }, side: 'billing', count: 2, severity: 'high' },
  { kind: 'invalid', key: { id: '5' }, side: 'crm', field: 'balance', raw: 'n/a', severity: 'high' },
]

test('json is one object with exactly the documented members in their order', () => {
  const text = [...formatJson(aReport(FINDINGS))].join('')
  // Compared as text, so that an extra member or another order fails too.
  expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify({ ...SUMMARY, findings: PUBLIC_FINDINGS }))
})

test('json counts fields that could not be compared, and says why', () => {
  const { counts, findings } = JSON.parse([...formatJson(aReport(SCHEMA_FINDINGS))].join(''))
  expect(JSON.stringify(counts)).toBe(
    '{"matched":5,"agreeing":2,"missing":0,"mismatch":0,"duplicate":0,"invalid":0,"schema":2,"drift":1}',
  )
  expect(findings.map((finding: object) => JSON.stringify(finding))).toEqual([
    '{"kind":"schema","key":{},"side":"billing","field":"plan","problem":"missing-column","column":"tier","types":{},"severity":"high"}',
    '{"kind":"schema","key":{},"side":null,"field":"balance","problem":"type-mismatch","column":null,"types":{"crm":"integer","billing":"text (character varying)"},"severity":"high"}',
  ])
})

test('json has an empty list when nothing was found', () => {
  expect(JSON.parse([...formatJson(aReport([]))].join(''))).toMatchObject({ findings: [] })
})

test('json keeps null apart from empty text and does not break on hostile values', () => {
  const hostile = '"\u2028\u0000\\ \ud83d\ude00</script>\n'
  const finding: Finding = {
    ...(FINDINGS[0] as Extract<Finding, { kind: 'mismatch' }>),
    values: { crm: null, billing: '', shop: hostile },
  }
  const parsed = JSON.parse([...formatJson(aReport([finding]))].join(''))
  expect(parsed.findings[0].values).toEqual({ crm: null, billing: '', shop: hostile })
})

test('ndjson is one finding a line, then the summary without findings', () => {
  const lines = [...formatNdjson(aReport(FINDINGS))].join('').split('\n')
  expect(lines.pop()).toBe('')
  expect(lines.map((line) => JSON.stringify(JSON.parse(line)))).toEqual(
    [...PUBLIC_FINDINGS, SUMMARY].map((value) => JSON.stringify(value)),
  )
})
