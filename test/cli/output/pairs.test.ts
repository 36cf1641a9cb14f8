import { expect, test } from 'vitest'
import { formatCsv } from '../../../src/cli/output/format-csv.ts'
import { formatJson } from '../../../src/cli/output/format-json.ts'
import { formatNdjson } from '../../../src/cli/output/format-ndjson.ts'
import { formatTable } from '../../../src/cli/output/format-table.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { aReport } from './a-report.ts'

const PAIR: Finding = {
  kind: 'rekeyed',
  key: { id: '2' },
  keys: { crm: { id: '2' }, billing: { id: '21' } },
  score: '0.9612',
  reasons: [
    { field: 'name', similarity: 'jaro_winkler', weight: 3, score: '0.9846' },
    { field: 'born', similarity: 'exact', weight: 1, score: '1' },
    { field: 'city', similarity: 'exact', weight: 1, score: null },
  ],
  differing: [{ field: 'name', values: { crm: 'Robert Stone', billing: 'Robert Stoney' } }],
  severity: 'high',
}
const TIED: Finding = {
  kind: 'missing',
  key: { id: '3' },
  presentOn: ['crm'],
  missingFrom: ['billing'],
  pairing: {
    outcome: 'tied',
    candidates: [
      { key: { id: '31' }, score: '0.97' },
      { key: { id: '32' }, score: '0.96' },
    ],
  },
  severity: 'high',
}
const UNDECIDED: Finding = {
  ...TIED,
  key: { id: '4' },
  pairing: { outcome: 'undecided', candidates: [] },
}
const plain = aReport([PAIR, TIED, UNDECIDED])
const REPORT = { ...plain, summary: { ...plain.summary, counts: { ...plain.summary.counts, rekeyed: 1 } } }
const WHY =
  'name 0.9846 alike (jaro_winkler, weight 3), born equal (exact, weight 1), city empty on a side (exact, weight 1)'

test('table shows both keys of a pair, its score, why, and what differs; and why others are not paired', () => {
  const text = [...formatTable(REPORT, { colour: false })].join('')
  expect(text).toContain('missing 2, rekeyed 1, mismatch 0')
  expect(text).toMatch(
    /Records with different keys \(1\)\n +id +key on billing +score +why +differs +severity\n/,
  )
  expect(text).toContain(WHY)
  expect(text).toMatch(/ 2 +21 +0\.9612 +name .* name: crm Robert Stone, billing Robert Stoney +high\n/)
  expect(text).toMatch(/ 3 .* tied: 31 \(0\.97\), 32 \(0\.96\) +high\n/)
  expect(text).toMatch(/ 4 .* undecided +high\n/)
})

test('json has the members of a pair, the pairing of a missing record, and a count only where pairs are looked for', () => {
  const read = (report: typeof plain) =>
    JSON.parse([...formatJson(report)].join('')) as { counts: object; findings: object[] }
  expect(read(REPORT).counts).toMatchObject({ missing: 2, rekeyed: 1 })
  expect(read(REPORT).findings).toEqual([PAIR, TIED, UNDECIDED])
  expect(read(plain).counts).not.toHaveProperty('rekeyed')
  expect([...formatNdjson(REPORT)].map((line) => (JSON.parse(line) as { kind?: string }).kind)).toEqual([
    'rekeyed',
    'missing',
    'missing',
    undefined,
  ])
})

test('csv has three more columns where pairs are looked for', () => {
  const [header, pair, tied, undecided] = [...formatCsv(REPORT)].map((line) => line.trimEnd())
  expect(header).toMatch(/,raw,severity,otherKey,score,reasons$/)
  expect(pair).toMatch(/^rekeyed,2,.*,high,"\[""21""\]",0\.9612,"name 0\.9846 alike/)
  expect(tied).toMatch(/^missing,3,.*,high,,,"tied: 31 \(0\.97\), 32 \(0\.96\)"$/)
  expect(undecided).toMatch(/^missing,4,.*,high,,,undecided$/)
  const [without] = [...formatCsv(plain)]
  expect(without).toMatch(/,raw,severity\r?\n$/)
})
