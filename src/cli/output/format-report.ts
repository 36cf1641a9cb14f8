import type { Format } from './format.ts'
import { formatCsv } from './format-csv.ts'
import { formatJson } from './format-json.ts'
import { formatNdjson } from './format-ndjson.ts'
import { formatTable } from './format-table.ts'
import type { Report } from './report.ts'
import type { TableStyle } from './table-style.ts'

/** A comparison's report in one of the formats, in pieces. */
export function formatReport(report: Report, format: Format, style: TableStyle): Iterable<string> {
  switch (format) {
    case 'json':
      return formatJson(report)
    case 'ndjson':
      return formatNdjson(report)
    case 'csv':
      return formatCsv(report)
    case 'table':
      return formatTable(report, style)
  }
}
