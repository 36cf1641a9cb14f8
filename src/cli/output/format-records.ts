import { displayKey, type RecordKey, writeKey } from '../../domain/record.ts'
import type { JudgedField, JudgedRecord } from '../../engine/index.ts'
import { displayText } from './display-value.ts'
import { findingRows, valueCells } from './finding-rows.ts'
import { type Cell, layoutTable, plainCell } from './layout-table.ts'
import type { Report } from './report.ts'
import { type Ink, paint, type TableStyle } from './table-style.ts'

const VERDICTS: Readonly<Record<JudgedField['verdict'], { readonly words: string; readonly ink: Ink }>> = {
  equal: { words: 'equal', ink: 'green' },
  normalised: { words: 'equal after normalising', ink: 'green' },
  tolerated: { words: 'within tolerance', ink: 'green' },
  differs: { words: 'differs', ink: 'red' },
  invalid: { words: 'invalid', ink: 'red' },
  pending: { words: 'pending', ink: 'yellow' },
  ignored: { words: 'ignored', ink: 'dim' },
}

/** Records that were checked one by one: every field of each, all sides beside each other, with its verdict. */
export function* formatRecords(
  report: Report,
  { records, wanted }: { records: readonly JudgedRecord[]; wanted: readonly RecordKey[] },
  style: TableStyle,
): Iterable<string> {
  for (const record of records) yield formatRecord(report, record, style)
  const schema = report.findings.filter((finding) => finding.kind === 'schema')
  if (schema.length > 0) yield `\n${layoutTable(findingRows(schema, 'schema', { report, style }))}`
  const found = new Set(records.map((record) => writeKey(record.key)))
  for (const key of wanted) {
    if (!found.has(writeKey(key)) && records.length < wanted.length) {
      yield `${title(report, key, style)}: no side has this record.\n`
    }
  }
}

function formatRecord(report: Report, record: JudgedRecord, style: TableStyle): string {
  const fields = record.fields.length > 0 ? `\n${layoutTable(fieldRows(report, record, style))}` : ''
  return `${title(report, record.key, style)}: ${verdict(report, record, style)}\n${fields}${otherFindings(report, record, style)}`
}

function title(report: Report, key: RecordKey, style: TableStyle): string {
  return paint(style, 'bold', `${displayText(report.reconciliation)} ${displayText(displayKey(key))}`)
}

function verdict(report: Report, record: JudgedRecord, style: TableStyle): string {
  if (record.findings.length === 0) {
    const isPartly = report.findings.some((finding) => finding.kind === 'schema')
    return isPartly
      ? paint(style, 'yellow', 'all sides agree in what could be compared.')
      : paint(style, 'green', 'all sides agree.')
  }
  if (record.missingFrom.length > 0 && record.findings.some((finding) => finding.kind === 'missing')) {
    return paint(
      style,
      'red',
      `missing from ${record.missingFrom.join(', ')}; present on ${record.presentOn.join(', ')}.`,
    )
  }
  if (record.findings.some((finding) => finding.kind === 'rekeyed')) {
    return paint(
      style,
      'red',
      `not on ${record.missingFrom.join(', ')} under this key; there it has another.`,
    )
  }
  const { length } = record.findings
  return paint(style, 'red', `${length} difference${length === 1 ? '' : 's'}.`)
}

function fieldRows(report: Report, record: JudgedRecord, style: TableStyle): Cell[][] {
  const sides = Object.keys(report.summary.sides)
  const header = ['field', ...sides, 'verdict'].map((text) => ({ text, painted: paint(style, 'dim', text) }))
  const rows = record.fields.map((field) => [
    plainCell(displayText(field.name)),
    ...valueCells(field.values, sides, style),
    verdictCell(field, record, style),
  ])
  return [header, ...rows]
}

/** A value that nothing stands beside has no verdict. */
function verdictCell(field: JudgedField, record: JudgedRecord, style: TableStyle): Cell {
  if (record.presentOn.length < 2) return plainCell('-')
  const { words, ink } = VERDICTS[field.verdict]
  return { text: words, painted: paint(style, ink, words) }
}

/** What no field shows: a key that is there twice, a part of the key that is null. */
function otherFindings(report: Report, record: JudgedRecord, style: TableStyle): string {
  return (['duplicate', 'invalid', 'rekeyed'] as const)
    .map((kind) => {
      const findings = record.findings.filter((finding) => finding.kind === kind)
      return findings.length > 0 ? `\n${layoutTable(findingRows(findings, kind, { report, style }))}` : ''
    })
    .join('')
}
