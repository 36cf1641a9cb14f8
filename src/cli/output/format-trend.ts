import { csvRow } from '../../domain/csv-row.ts'
import type { CauseTrend, FieldTrend, FieldTrendRow } from '../../domain/field-trend.ts'
import { displayText } from './display-value.ts'
import type { Format } from './format.ts'
import { layoutTable, plainCell } from './layout-table.ts'
import { paint, type TableStyle } from './table-style.ts'

/** A trend in one of the formats: everything as one object, or a day a line. */
export function* formatTrend(trend: FieldTrend, format: Format, style: TableStyle): Iterable<string> {
  if (format === 'json') {
    const { name, title: _, ...rest } = trend
    yield `${JSON.stringify({ reconciliation: name, ...rest }, null, 2)}\n`
  } else if (format === 'ndjson') {
    for (const day of trend.days) yield `${JSON.stringify(day)}\n`
  } else if (format === 'csv') {
    yield csvRow(['day', 'opened', 'resolved', 'open', 'drift'])
    for (const { day, opened, resolved, open, drift } of trend.days)
      yield csvRow([
        day,
        ...[opened, resolved, open, drift].map((count) => (count === null ? null : String(count))),
      ])
  } else {
    yield* tableOf(trend, style)
  }
}

function* tableOf(trend: FieldTrend, style: TableStyle): Iterable<string> {
  const { name, days, zone, fields, causes } = trend
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) {
    yield `${name} was not compared yet, so there is no trend.\n`
    return
  }
  const sum = (of: 'opened' | 'resolved') => days.reduce((total, day) => total + day[of], 0)
  const counts = `${last.open} open, ${sum('opened')} opened, ${sum('resolved')} resolved`
  yield `${name}, ${first.day} to ${last.day} (${zone}): ${counts}\n`
  if (fields.length > 0) yield `\n${fieldTable(fields, style)}`
  if (causes.length > 0) yield `\n${causes.map(causeLine).join('')}`
}

function fieldTable(fields: readonly FieldTrendRow[], style: TableStyle): string {
  const header = ['field', 'kind', 'opened', 'before', 'resolved', 'open', 'drift', 'largest', 'sum']
  const rows = fields.map(({ field, kind, opened, openedBefore, resolved, open, drift }) =>
    [
      field === null ? '-' : displayText(field),
      kind,
      String(opened),
      openedBefore === null ? '-' : String(openedBefore),
      String(resolved),
      String(open),
      ...(drift === null ? ['-', '-', '-'] : [String(drift.count), drift.largest, drift.sum]),
    ].map(plainCell),
  )
  const head = header.map((text) => ({ text, painted: paint(style, 'dim', text) }))
  return layoutTable([head, ...rows], { indent: '', numbers: [2, 3, 4, 5, 6, 7, 8] })
}

function causeLine({ field, cause, opened, open, goneAt, backAt, lastSeenAt }: CauseTrend): string {
  const counts = `${opened} opened, ${open} open`
  const back = backAt === null ? '' : `, back since ${dayOf(backAt)}`
  const state = goneAt === null ? back : `, gone: last seen ${lastSeenAt === null ? '-' : dayOf(lastSeenAt)}`
  return `${displayText(cause)} in ${displayText(field)}: ${counts}${state}\n`
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
