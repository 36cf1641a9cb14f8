import type { KnownBlock, TableBlock } from '@slack/types'
import type { FieldTrend, FieldTrendRow } from '../../domain/field-trend.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import { isSecret, MASK } from './secrecy.ts'
import { table } from './table.ts'
import { dayLabel } from './trend.ts'
import { trendCauses } from './trend-causes.ts'
import { periodText, trendChartOf, trendLines } from './trend-points.ts'
import { visible } from './visible.ts'
import { KIND_LABELS } from './words.ts'

/** The button that asks for it. */
export const TREND_ACTION_ID = 'trend.show'

const ROWS = 15

/** What came, went and is open over time, by field, and which causes are gone; a chart, and small bars where Slack takes none. */
export function trendAnswer(trend: FieldTrend, reconciliation: Reconciliation): Message {
  if (trend.days.length === 0) return neverRun(trend)
  const chart = trendChartOf(trend)
  const message = answer(trend, reconciliation, chart)
  return chart === null ? message : { ...message, plainer: answer(trend, reconciliation, trendLines(trend)) }
}

function neverRun(trend: FieldTrend): Message {
  const sentence = `${subject(trend)} was not compared yet, so there is no trend.`
  return makeMessage(sentence, [section(`${sentence} ${code(`/recon run ${trend.name}`)} compares it now.`)])
}

function answer(trend: FieldTrend, reconciliation: Reconciliation, chart: KnownBlock | null): Message {
  const { days } = trend
  const sum = (of: 'opened' | 'resolved') => days.reduce((total, day) => total + day[of], 0)
  const [opened, resolved, open] = [sum('opened'), sum('resolved'), days.at(-1)?.open ?? 0]
  const period = periodText(trend)
  if (opened + resolved + open === 0) {
    return makeMessage(`${subject(trend)}: nothing differed in ${period}`, [
      section(`*${subject(trend)}*  ·  ✅ Nothing differed in ${period}.`),
      fieldTable(trend, reconciliation),
      trendCauses(trend),
      footer(trend),
    ])
  }
  const counts = [
    `*${amount(open)}* open`,
    `*${amount(opened)}* opened${changeText(trend)}`,
    `*${amount(resolved)}* resolved`,
  ]
  return makeMessage(`${subject(trend)}, ${period}: ${open} open, ${opened} opened, ${resolved} resolved`, [
    section(`*${subject(trend)}*  ·  ${period}`, counts.join('  ·  ')),
    chart,
    fieldTable(trend, reconciliation),
    trendCauses(trend),
    footer(trend),
  ])
}

function subject({ title, field }: FieldTrend): string {
  return field === null ? plain(title, 80) : `${plain(title, 80)}, ${plain(field, 80)}`
}

function footer(trend: FieldTrend): KnownBlock {
  const { days, to, zone, name } = trend
  const from = days[0]?.day ?? trend.from
  const more = trend.field === null ? [`One field: ${code(`/recon trend ${name} FIELD`)}`] : []
  return context(`From ${dayLabel(from)} to ${dayLabel(to)}, days of ${plain(zone, 40)}`, ...more)
}

/** `, 3 ▲ more than before`. */
function changeText({ fields }: FieldTrend): string {
  if (fields.some(({ openedBefore }) => openedBefore === null)) return ''
  const change = fields.reduce((total, { opened, openedBefore }) => total + opened - (openedBefore ?? 0), 0)
  if (change === 0) return ', as many as in as many days before'
  return `, ${amount(Math.abs(change))} ${change > 0 ? 'more ▲' : 'fewer ▼'} than in as many days before`
}

function fieldTable({ fields }: FieldTrend, reconciliation: Reconciliation): TableBlock | null {
  if (fields.length === 0) return null
  const hasDrift = fields.some(({ drift }) => drift !== null)
  return table({
    header: ['What', 'Opened', 'Before', 'Open', ...(hasDrift ? ['Drift', 'Largest', 'Sum'] : [])],
    rows: fields.map((row) => [
      nameOf(row),
      `${amount(row.opened)}${arrow(row.opened, row.openedBefore)}`,
      row.openedBefore === null ? '–' : amount(row.openedBefore),
      amount(row.open),
      ...(hasDrift ? driftCells(row, reconciliation) : []),
    ]),
    right: [1, 2, 3, 4, 5, 6],
    most: ROWS,
  })
}

/** A value that differs is named by its field; whatever else is wrong, by what that is. */
function nameOf({ kind, field }: FieldTrendRow): string {
  const label = KIND_LABELS[kind].toLowerCase()
  if (field === null) return label
  return kind === 'mismatch' ? visible(field) : `${visible(field)}, ${label}`
}

function driftCells({ drift, field }: FieldTrendRow, reconciliation: Reconciliation): string[] {
  if (drift === null || field === null) return ['–', '–', '–']
  const shown = (value: string) => (isSecret(reconciliation, field) ? MASK : visible(value))
  return [
    `${amount(drift.count)}${arrow(drift.count, drift.countBefore)}`,
    shown(drift.largest),
    shown(drift.sum),
  ]
}

function arrow(now: number, before: number | null): string {
  if (before === null || before === now) return ''
  return now > before ? ' ▲' : ' ▼'
}

function amount(count: number): string {
  return count.toLocaleString('en')
}
