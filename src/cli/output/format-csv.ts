import type { Finding } from '../../domain/finding.ts'
import type { RawValue } from '../../domain/record.ts'
import { csvRow } from './csv.ts'
import type { Report } from './report.ts'

/** One finding a row under a header; the key's parts as `key.NAME`, the sides' values as `value.SIDE`. Raw values. */
export function* formatCsv(report: Report): Iterable<string> {
  const sides = Object.keys(report.summary.sides)
  yield csvRow([
    'kind',
    ...report.keyNames.map((name) => `key.${name}`),
    'field',
    ...sides.map((side) => `value.${side}`),
    'likelyCorrect',
    'cause',
    'presentOn',
    'missingFrom',
    'side',
    'count',
    'raw',
    'severity',
  ])
  for (const finding of report.findings) {
    yield csvRow([
      finding.kind,
      ...report.keyNames.map((name) => finding.key[name] ?? null),
      'field' in finding ? finding.field : null,
      ...sides.map((side) => sideValue(finding, side)),
      ...detailCells(finding),
      finding.severity,
    ])
  }
}

function sideValue(finding: Finding, side: string): RawValue {
  return finding.kind === 'mismatch' ? (finding.values[side] ?? null) : null
}

/** likelyCorrect, cause, presentOn, missingFrom, side, count, raw */
function detailCells(finding: Finding): RawValue[] {
  switch (finding.kind) {
    case 'mismatch':
      return [finding.likelyCorrect, finding.cause, null, null, null, null, null]
    case 'missing':
      return [null, null, finding.presentOn.join(' '), finding.missingFrom.join(' '), null, null, null]
    case 'duplicate':
      return [null, null, null, null, finding.side, String(finding.count), null]
    case 'invalid':
      return [null, null, null, null, finding.side, null, finding.raw]
    case 'schema':
      return [null, finding.problem, null, null, finding.side, null, null]
  }
}
