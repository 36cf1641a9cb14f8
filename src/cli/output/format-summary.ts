import { describeHold } from '../../domain/guard.ts'
import { displayKey } from '../../domain/record.ts'
import type { SideSummary } from '../../domain/run.ts'
import { displayText } from './display-value.ts'
import { type Cell, layoutTable, plainCell } from './layout-table.ts'
import type { Report } from './report.ts'
import { subtractDecimals } from './subtract-decimals.ts'
import { paint, type TableStyle } from './table-style.ts'

/** The first lines people read: the verdict, rows and control totals of the sides, counts, drift. */
export function formatSummary(report: Report, style: TableStyle): string {
  return `${verdict(report, style)}\n${heldLines(report)}${partLines(report)}${scopeLine(report)}\n${sidesTable(report, style)}\n${countsLine(report)}${driftLines(report)}`
}

function verdict(report: Report, style: TableStyle): string {
  const { matched } = report.summary.counts
  const name = paint(style, 'bold', displayText(report.reconciliation))
  if (report.state === 'partial') {
    const found =
      report.findings.length > 0 ? `, ${count(report.findings.length, 'difference')} until then` : ''
    return `${name}: ${paint(style, 'yellow', `partial: ${displayText(report.stopped ?? 'stopped')}`)}${found}`
  }
  if (report.state === 'held') return `${name}: ${paint(style, 'yellow', 'held, nothing was remembered')}`
  if (report.state !== 'completed') return `${name}: ${paint(style, 'yellow', report.state)}`
  if (report.findings.length > 0) {
    return `${name}: ${paint(style, 'red', count(report.findings.length, 'difference'))}`
  }
  const isPart = report.scope?.kind === 'changed' || report.part !== undefined
  const which = isPart ? ' looked at' : ''
  const words =
    matched === 0
      ? isPart
        ? report.part
          ? 'No more records to compare.'
          : 'Nothing that changed is there to compare.'
        : 'No records to compare.'
      : matched === 1
        ? `The 1 record${which} agrees.`
        : `All ${grouped(matched)} records${which} agree.`
  return `${name}: ${paint(style, 'green', words)}`
}

/** What was expected and what was read, and the first of what differs. */
function heldLines({ guard }: Report): string {
  if (!guard) return ''
  const of = guard.keys === null ? '' : ` of ${count(guard.keys, 'key')}`
  const examples = guard.examples.map((finding) => {
    const detail = 'field' in finding ? `${finding.kind} ${finding.field}` : finding.kind
    return `    for example: ${displayText(displayKey(finding.key))} ${displayText(detail)}\n`
  })
  const lines = describeHold(guard).map((sentence) => `  ${displayText(sentence)}\n`)
  return `${lines.join('')}  ${grouped(guard.differing)}${of} differ\n${examples.join('')}`
}

function partLines({ part, started }: Report): string {
  if (!part) return ''
  const before = part.findingsSoFar === 0 ? 'none' : grouped(part.findingsSoFar)
  const from = started ? `  ${displayText(started)}\n` : ''
  return `${from}  differences from the beginning on: ${before}\n`
}

/** What was looked at, where that is not what the report's name says. */
function scopeLine({ scope }: Report): string {
  if (scope?.kind !== 'changed') return ''
  const since = Object.entries(scope.since ?? {}).map(([side, at]) => `${displayText(side)} ${at}`)
  const rows = Object.entries(scope.rows ?? {}).map(([side, all]) => `${displayText(side)} ${grouped(all)}`)
  const all = rows.length === 0 ? '' : `, of all rows ${rows.join(', ')}`
  return `  changed since ${since.join(', ')}: ${count(scope.keys ?? 0, 'key')} looked at${all}\n`
}

function sidesTable(report: Report, style: TableStyle): string {
  const sides = Object.entries(report.summary.sides)
  const totalled = [...new Set(sides.flatMap(([, side]) => Object.keys(side.totals)))]
  // Of changes alone these are no numbers of the side.
  const [rowsTitle, sum] =
    report.scope?.kind === 'changed' || report.part ? ['rows read', 'read of'] : ['rows', 'total']
  const header = ['side', rowsTitle, ...totalled.map((field) => `${sum} ${displayText(field)}`)]
  const rows = sides.map(([name, side]) => [
    displayText(name),
    grouped(side.rows),
    ...totalled.map((field) => side.totals[field] ?? '-'),
  ])
  const summaries = sides.map(([, side]) => side)
  const difference = [
    'difference',
    rowsDifference(summaries),
    ...totalled.map((field) => totalDifference(summaries, field)),
  ]
  const dim = (texts: readonly string[]): Cell[] =>
    texts.map((text) => ({ text, painted: paint(style, 'dim', text) }))
  return layoutTable([dim(header), ...rows.map((row) => row.map(plainCell)), dim(difference)], {
    numbers: header.map((_, index) => index).slice(1),
  })
}

function rowsDifference(sides: readonly SideSummary[]): string {
  const rows = sides.map((side) => side.rows)
  return grouped(Math.max(...rows) - Math.min(...rows))
}

/** The largest less the smallest, exact; `-` where fewer than two sides have the field or one has no finite sum. */
function totalDifference(sides: readonly SideSummary[], field: string): string {
  const totals = sides.flatMap((side) => side.totals[field] ?? [])
  if (totals.length < 2 || totals.includes('NaN')) return '-'
  const isLess = (a: string, b: string) => subtractDecimals(a, b).startsWith('-')
  const largest = totals.reduce((best, total) => (isLess(best, total) ? total : best))
  const smallest = totals.reduce((best, total) => (isLess(total, best) ? total : best))
  return subtractDecimals(largest, smallest)
}

function countsLine(report: Report): string {
  const { drift, rekeyed, schema, timing, matched, agreeing, missing, mismatch, duplicate, invalid } =
    report.summary.counts
  const pairs = rekeyed === undefined ? {} : { rekeyed }
  const counts = {
    matched,
    agreeing,
    missing,
    ...pairs,
    mismatch,
    duplicate,
    invalid,
    ...(schema === undefined ? {} : { 'not compared': schema }),
    'within tolerance': drift,
    ...(timing === undefined ? {} : { 'in flight': timing }),
  }
  const words = Object.entries(counts).map(([name, number]) => `${name} ${grouped(number)}`)
  return `  ${words.join(', ')}\n`
}

function driftLines(report: Report): string {
  return Object.entries(report.summary.drift)
    .filter(([, drift]) => drift.count > 0)
    .map(([field, { count: times, max, sum }]) => {
      return `  ${displayText(field)}: ${count(times, 'value')} within tolerance, largest ${max}, sum ${sum}\n`
    })
    .join('')
}

/** `1 difference`, `2 differences` */
function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** `1,500,000` */
function grouped(number: number): string {
  return number.toLocaleString('en')
}
