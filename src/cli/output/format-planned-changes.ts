import { csvRow } from '../../domain/csv-row.ts'
import { findingField } from '../../domain/finding.ts'
import { publicFinding } from '../../domain/public-finding.ts'
import { displayKey } from '../../domain/record.ts'
import { tellingOf } from '../../domain/telling-of.ts'
import type { PlannedChange } from '../../operations/preview-changes.ts'
import { displayText } from './display-value.ts'
import { findingDetail } from './finding-detail.ts'
import type { Format } from './format.ts'
import { layoutTable, plainCell } from './layout-table.ts'
import { cutText } from './mark-difference.ts'
import { paint, type TableStyle } from './table-style.ts'

const SHOWN_TO_PEOPLE = 50

const WORDS = { opened: 'opened', seen: 'seen again', reopened: 'reopened', resolved: 'resolved' }

/** What the tracker would do, in one of the formats, in pieces; as JSON a list. */
export function* formatPlannedChanges(
  changes: readonly PlannedChange[],
  format: Format,
  style: TableStyle,
): Iterable<string> {
  if (format === 'json') {
    const items = changes.map((change) => `\n  ${JSON.stringify(publicChange(change))}`)
    yield `[${items.join(',')}${items.length > 0 ? '\n' : ''}]\n`
  } else if (format === 'ndjson') {
    for (const change of changes) yield `${JSON.stringify(publicChange(change))}\n`
  } else if (format === 'csv') {
    yield csvRow(HEADER)
    for (const change of changes) yield csvRow(cellsOf(change))
  } else {
    yield formatTable(changes, style)
  }
}

/** A discrepancy that would be opened has no number yet. */
function publicChange({ change, before, discrepancy }: PlannedChange): object {
  return {
    change: change.type,
    number: before?.number ?? null,
    from: before?.status ?? null,
    to: discrepancy.status,
    ...(change.type === 'seen' ? { valuesChanged: change.valuesChanged, silent: change.silent } : {}),
    route: tellingOf(discrepancy),
    finding: publicFinding(discrepancy.finding),
  }
}

const HEADER = ['change', 'number', 'record', 'kind', 'field', 'what', 'severity', 'status']

function cellsOf(planned: PlannedChange): string[] {
  const { change, before, discrepancy } = planned
  const { finding } = discrepancy
  return [
    WORDS[change.type],
    before ? `#${before.number}` : '-',
    displayText(displayKey(finding.key)),
    finding.kind,
    displayText(findingField(finding) ?? '-'),
    findingDetail(finding),
    finding.severity,
    statusText(planned),
  ]
}

function statusText({ change, before, discrepancy }: PlannedChange): string {
  if (change.type !== 'seen') {
    return before ? `${before.status} to ${discrepancy.status}` : discrepancy.status
  }
  if (change.silent) return `${discrepancy.status}, as expected`
  return change.valuesChanged ? `${discrepancy.status}, values changed` : discrepancy.status
}

function formatTable(changes: readonly PlannedChange[], style: TableStyle): string {
  if (changes.length === 0) return 'Nothing would change.\n'
  const rows = changes
    .slice(0, SHOWN_TO_PEOPLE)
    .map((change) => cellsOf(change).map((text) => plainCell(cutText(text, 60))))
  const header = HEADER.map((text) => ({ text, painted: paint(style, 'dim', text) }))
  const more = changes.length - rows.length
  const count = (type: PlannedChange['change']['type']) =>
    `${WORDS[type]} ${changes.filter(({ change }) => change.type === type).length}`
  return (
    layoutTable([header, ...rows], { indent: '' }) +
    (more > 0 ? `and ${more} more (use --format json)\n` : '') +
    `\n${[count('opened'), count('seen'), count('reopened'), count('resolved')].join(', ')}\n`
  )
}
