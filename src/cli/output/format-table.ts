import type { Finding, FindingKind } from '../../domain/finding.ts'
import { findingRows } from './finding-rows.ts'
import { formatPatterns } from './format-patterns.ts'
import { formatSummary } from './format-summary.ts'
import { formatTotals } from './format-totals.ts'
import { layoutTable } from './layout-table.ts'
import type { Report } from './report.ts'
import { paint, type TableStyle } from './table-style.ts'

/** Findings of one kind that people are shown at most. */
const SHOWN = 50

const TITLES: Readonly<Record<FindingKind, string>> = {
  schema: 'Fields that could not be compared',
  mismatch: 'Values that differ',
  missing: 'Missing records',
  rekeyed: 'Records with different keys',
  duplicate: 'Duplicate keys',
  invalid: 'Invalid values',
}

/** Plain text to people: the summary first, then patterns and totals, then the findings grouped by kind. */
export function* formatTable(report: Report, style: TableStyle): Iterable<string> {
  yield formatSummary(report, style)
  yield formatPatterns(report.patterns ?? [], style)
  yield formatTotals(report.totals ?? [], style)
  for (const kind of Object.keys(TITLES) as FindingKind[]) {
    const findings = report.findings.filter((finding) => finding.kind === kind)
    if (findings.length > 0) yield formatGroup(findings, kind, { report, style })
  }
}

function formatGroup(
  findings: readonly Finding[],
  kind: FindingKind,
  { report, style }: { report: Report; style: TableStyle },
): string {
  const shown = findings.slice(0, SHOWN)
  const title = paint(style, 'bold', `${TITLES[kind]} (${findings.length})`)
  const rows = findingRows(shown, kind, { report, style })
  const rest = findings.length - shown.length
  const more = rest > 0 ? `  and ${rest} more (use --format json)\n` : ''
  return `\n${title}\n${layoutTable(rows)}${more}`
}
