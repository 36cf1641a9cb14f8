import { csvRow } from '../../domain/csv-row.ts'
import type { Finding } from '../../domain/finding.ts'
import { describeReason } from '../../domain/pair-reason.ts'
import { type RawValue, writeKey } from '../../domain/record.ts'
import { describePairing } from './describe-pairing.ts'
import type { Report } from './report.ts'

/**
 * One finding a row under a header; the key's parts as `key.NAME`, the sides' values as `value.SIDE`. Raw values. Where
 * pairs are looked for, three columns more: the other side's key, the score, and why.
 */
export function* formatCsv(report: Report): Iterable<string> {
  const sides = Object.keys(report.summary.sides)
  const hasPairs = report.summary.counts.rekeyed !== undefined
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
    ...(hasPairs ? ['otherKey', 'score', 'reasons'] : []),
  ])
  for (const finding of report.findings) {
    yield csvRow([
      finding.kind,
      ...report.keyNames.map((name) => finding.key[name] ?? null),
      'field' in finding ? finding.field : null,
      ...sides.map((side) => sideValue(finding, side)),
      ...detailCells(finding),
      finding.severity,
      ...(hasPairs ? pairCells(finding, sides) : []),
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
    case 'rekeyed':
      return [null, null, null, null, null, null, null]
    case 'schema':
      return [null, finding.problem, null, null, finding.side, null, null]
  }
}

/** otherKey (as a JSON array of its parts), score, reasons */
function pairCells(finding: Finding, sides: readonly string[]): RawValue[] {
  if (finding.kind === 'missing')
    return [null, null, finding.pairing === undefined ? null : describePairing(finding.pairing)]
  if (finding.kind !== 'rekeyed') return [null, null, null]
  const other = finding.keys[sides[1]!] ?? finding.key
  return [writeKey(other), finding.score, finding.reasons.map(describeReason).join(', ')]
}
