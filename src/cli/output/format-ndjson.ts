import { publicFinding } from '../../domain/public-finding.ts'
import { publicSummary } from '../../domain/public-summary.ts'
import type { Report } from './report.ts'

/** One finding a line, then the summary. */
export function* formatNdjson(report: Report): Iterable<string> {
  for (const finding of report.findings) yield `${JSON.stringify(publicFinding(finding))}\n`
  yield `${JSON.stringify(publicSummary(report))}\n`
}
