import { csvRow } from '../../domain/csv-row.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import { publicDiscrepancy } from '../../domain/public-discrepancy.ts'
import { displayKey, type RawValue } from '../../domain/record.ts'
import { displayText } from './display-value.ts'
import { findingDetail } from './finding-detail.ts'
import type { Format } from './format.ts'
import { jsonList } from './format-json.ts'
import { type Cell, layoutTable, plainCell } from './layout-table.ts'
import { cutText } from './mark-difference.ts'
import { paint, type TableStyle } from './table-style.ts'

/** Discrepancies of the tracker in one of the formats, in pieces. */
export function* formatDiscrepancies(
  { discrepancies, total }: { discrepancies: readonly Discrepancy[]; total: number },
  format: Format,
  style: TableStyle,
): Iterable<string> {
  if (format === 'json') {
    yield '{\n'
    yield* jsonList('discrepancies', discrepancies.map(publicDiscrepancy))
    yield '}\n'
  } else if (format === 'ndjson') {
    for (const discrepancy of discrepancies) yield `${JSON.stringify(publicDiscrepancy(discrepancy))}\n`
  } else if (format === 'csv') {
    yield* formatCsv(discrepancies)
  } else {
    yield formatTable(discrepancies, total, style)
  }
}

function* formatCsv(discrepancies: readonly Discrepancy[]): Iterable<string> {
  const header = ['number', 'reconciliation', 'kind', 'key', 'field', 'values', 'status', 'severity']
  yield csvRow([...header, 'firstSeen', 'lastSeen', 'timesSeen', 'detail'])
  for (const discrepancy of discrepancies) {
    const { finding } = discrepancy
    const { number, key, field, values, firstSeen, lastSeen, timesSeen } = publicDiscrepancy(discrepancy)
    const cells: unknown[] = [number, discrepancy.reconciliation, finding.kind, JSON.stringify(key), field]
    cells.push(JSON.stringify(values), discrepancy.status, finding.severity, firstSeen, lastSeen, timesSeen)
    yield csvRow([
      ...cells.map((cell): RawValue => (cell === null ? null : String(cell))),
      findingDetail(finding),
    ])
  }
}

function formatTable(discrepancies: readonly Discrepancy[], total: number, style: TableStyle): string {
  if (total === 0) return 'No discrepancies.\n'
  // Most have none: the column is there when somebody has one.
  const showsOwner = discrepancies.some(({ owner }) => owner !== null)
  const header = [
    'number',
    'reconciliation',
    'record',
    'kind',
    'field',
    'what',
    'severity',
    'status',
    ...(showsOwner ? ['owner'] : []),
    'seen',
    'last seen',
  ]
  const rows = discrepancies.map((discrepancy) => tableRow(discrepancy, style, showsOwner))
  const more = total - discrepancies.length
  const table = layoutTable([header.map((text) => ({ text, painted: paint(style, 'dim', text) })), ...rows], {
    indent: '',
  })
  return table + (more > 0 ? `and ${more} more (use --limit or --format json)\n` : '')
}

/** `acknowledged, snoozed` */
function statusText({ status, snooze, damped }: Discrepancy): string {
  return [status, ...(snooze ? ['snoozed'] : []), ...(damped ? ['flapping'] : [])].join(', ')
}

function tableRow(discrepancy: Discrepancy, style: TableStyle, showsOwner: boolean): Cell[] {
  const { finding } = discrepancy
  const number = `#${discrepancy.number}`
  const texts = [
    discrepancy.reconciliation,
    displayText(displayKey(finding.key)) || '-',
    finding.kind,
    'field' in finding ? displayText(finding.field) : '-',
    findingDetail(finding),
    finding.severity,
    statusText(discrepancy),
    ...(showsOwner ? [discrepancy.owner === null ? '-' : displayText(discrepancy.owner)] : []),
    `${discrepancy.timesSeen}x`,
    `${discrepancy.lastSeenAt.toISOString().slice(0, 16).replace('T', ' ')}Z`,
  ]
  return [
    { text: number, painted: paint(style, 'bold', number) },
    ...texts.map((text) => plainCell(cutText(text, 60))),
  ]
}
