import { expect, test } from 'vitest'
import { formatJson } from '../../../src/cli/output/format-json.ts'
import { formatTable } from '../../../src/cli/output/format-table.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { aReport, FINDINGS } from './a-report.ts'

const part = (key: string | null, balance: string | null) => ({ key, values: { balance } })
const parts = { billing: { total: 40, shown: [part('p1', '60.00'), part('p2', null), part(null, '1\n')] } }
const GROUPED = FINDINGS.map(
  (finding): Finding =>
    finding.kind === 'missing'
      ? { ...finding, parts: { billing: { total: 1, shown: [part('p9', '7')] } } }
      : finding,
)

test('table lists the first parts of a group on the line of its finding', () => {
  const text = [
    ...formatTable(aReport([{ ...FINDINGS[0], parts } as Finding, ...GROUPED.slice(1)]), { colour: false }),
  ]
  expect(text.join('')).toContain('billing: p1 60.00, p2 null, null "1\\n" and 37 more')
  expect(text.join('')).toMatch(/missing from +parts +severity\n.* billing +billing: p9 7 +high\n/)
})

test('json has parts in findings of grouped sides and in no other', () => {
  const { findings } = JSON.parse([...formatJson(aReport(GROUPED))].join('')) as { findings: object[] }
  expect(findings.map((finding) => 'parts' in finding)).toEqual([false, true, false, false])
  expect(findings[1]).toMatchObject({ parts: { billing: { total: 1, shown: [part('p9', '7')] } } })
})
