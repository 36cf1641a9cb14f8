import type { HeaderBlock, KnownBlock, TableBlock } from '@slack/types'
import type { DigestFacts } from '../../domain/digest-facts.ts'
import { context, plainText, section } from './blocks.ts'
import { digestCauses } from './digest-causes.ts'
import { digestFigures } from './digest-figures.ts'
import { digestFixes } from './digest-fixes.ts'
import { digestTopics } from './digest-topics.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { table } from './table.ts'
import { trendChart, trendText } from './trend.ts'
import { visible } from './visible.ts'
import { countOf, type Listed, SEVERITY_LABELS } from './words.ts'

export interface DigestView {
  /** As they were when the digest was made. */
  readonly facts: DigestFacts
  /** The discrepancies of `facts.numbers` as they are now. */
  readonly rows: readonly Listed[]
  /** Of the digest that stands in a channel, so that a click on it can have it shown anew. */
  readonly id?: string
}

const ROWS = 10
const RECONCILIATIONS = 30
const NAMED = 10

/**
 * What is open, what happened since the last digest and who is needed, once a day; a quiet day says so in one line. The
 * trend is a chart, and words and small bars where Slack takes none.
 */
export function digest(view: DigestView): Message {
  const { facts } = view
  if (isQuiet(facts)) return quietDay(facts)
  const chart = trendChart(facts.trend)
  const message = busyDay(view, chart)
  return chart && facts.trend ? { ...message, plainer: busyDay(view, trendText(facts.trend)) } : message
}

/** Nothing is open, and nothing happened. */
export function isQuiet(facts: DigestFacts): boolean {
  const { opened, reopened, resolvedByPeople, resolvedByThemselves } = facts
  return opened + reopened + resolvedByPeople + resolvedByThemselves + countOpen(facts) === 0
}

function quietDay(facts: DigestFacts): Message {
  const quiet = section(`*Digest of ${dayText(facts)}*  ·  ✅ Nothing differs, and nothing did.`)
  return makeMessage(`Digest of ${plain(facts.day)}: nothing differs`, [
    quiet,
    ...troubles(facts),
    digestCauses(facts),
    period(facts),
  ])
}

function busyDay({ facts, rows, id }: DigestView, trend: KnownBlock | null): Message {
  const resolved = facts.resolvedByPeople + facts.resolvedByThemselves
  const open = countOpen(facts)
  const text = `Digest of ${plain(facts.day)}: ${facts.opened} opened, ${resolved} resolved, ${open} open`
  const place = id === undefined ? 'digest' : `digest;${id}`
  return makeMessage(text, [
    header(`Digest of ${dayText(facts)}`),
    section(...stillOpen(facts, open)),
    ...troubles(facts),
    digestFigures(facts, id !== undefined),
    digestFixes(facts),
    trend,
    ...needSomebody(rows, { open, place }),
    reconciliationTable(facts),
    digestTopics(facts),
    digestCauses(facts),
    period(facts),
  ])
}

function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, 150) }
}

/** `Monday 2 November`: of a calendar day, wherever the reader is. */
function dayText({ day }: DigestFacts): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return plain(day)
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(at)
  return `${part({ weekday: 'long' })} ${part({ day: 'numeric', month: 'long' })}`
}

function period({ since, until }: DigestFacts): KnownBlock {
  return context(`From ${dateToken(new Date(since))} to ${dateToken(new Date(until))}`)
}

/** What keeps the figures from being the whole truth. */
function troubles({ held = [], failing = [], stopped = [] }: DigestFacts): KnownBlock[] {
  const lines = [
    held.length === 0
      ? ''
      : `✋ *${names(held)}* ${held.length === 1 ? 'was' : 'were'} held: somebody has to accept or discard what was read`,
    failing.length === 0
      ? ''
      : `⚠️ *${names(failing)}* cannot be compared: ${failing.length === 1 ? 'its' : 'their'} scheduled runs fail`,
    stopped.length === 0
      ? ''
      : `◐ Not all was compared: the last run of *${names(stopped)}* was partial, the next one goes on`,
  ].filter((line) => line !== '')
  return lines.length === 0 ? [] : [section(...lines)]
}

function names(titles: readonly string[]): string {
  const named = titles.slice(0, NAMED).map((title) => plain(title, 80))
  const rest = titles.length - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${countOf(rest, 'other')}` : ''}`
}

function stillOpen(facts: DigestFacts, total: number): string[] {
  const { open, oldest, snoozed = 0, wakingSoon = 0 } = facts
  if (total === 0) return [`✅ *Nothing is open*${changeText(facts, 0)}`, ...lateText(facts)]
  const bySeverity = (['high', 'medium', 'low'] as const)
    .filter((severity) => open[severity] > 0)
    .map((severity) => `${SEVERITY_LABELS[severity]} *${amount(open[severity])}*`)
  const soon =
    wakingSoon === 0
      ? ''
      : `, ${wakingSoon === snoozed ? '' : `*${amount(wakingSoon)}* of them `}for less than a day`
  const more = [
    oldest ? `The oldest is *#${oldest.number}*, since ${dateToken(new Date(oldest.firstSeenAt))}` : '',
    snoozed === 0 ? '' : `💤 *${amount(snoozed)}* snoozed${soon}`,
  ].filter((part) => part !== '')
  return [
    `*${amount(total)} still open*${changeText(facts, total)}  ·  ${bySeverity.join('  ')}`,
    ...(more.length === 0 ? [] : [more.join('  ·  ')]),
    ...lateText(facts),
  ]
}

/** `🔴 *3* overdue: /recon list overdue  ·  *2* missed a target since the last digest`. */
function lateText({ overdue = 0, missed = 0 }: DigestFacts): string[] {
  const parts = [
    overdue === 0 ? '' : `*${amount(overdue)}* overdue: ${code('/recon list overdue')}`,
    missed === 0 ? '' : `${missed === 1 ? '*1* target was' : `*${amount(missed)}* targets were`} missed`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? [] : [`🔴 ${parts.join('  ·  ')}`]
}

function changeText({ openBefore }: DigestFacts, open: number): string {
  if (openBefore === undefined) return ''
  if (openBefore === open) return ', as many as in the last digest'
  const change = Math.abs(open - openBefore)
  return `, ${amount(change)} ${open > openBefore ? 'more' : 'fewer'} than in the last digest`
}

function reconciliationTable({ reconciliations }: DigestFacts): TableBlock | null {
  const busy = reconciliations.filter(({ opened, resolved, open }) => opened + resolved + open > 0)
  // Of one alone it would say once more what stands above.
  if (busy.length === 0 || reconciliations.length === 1) return null
  const sorted = [...busy].sort((a, b) => b.open - a.open || b.opened - a.opened)
  const rows = sorted
    .slice(0, RECONCILIATIONS)
    .map(({ title, opened, resolved, open }) => [visible(title), ...[opened, resolved, open].map(amount)])
  return table({ header: ['Reconciliation', 'Opened', 'Resolved', 'Open'], rows, right: [1, 2, 3] })
}

function needSomebody(
  rows: readonly Listed[],
  { open, place }: { readonly open: number; readonly place: string },
): KnownBlock[] {
  if (rows.length === 0) return []
  const shown = rows.slice(0, ROWS)
  const rest = open - shown.length
  const more = rest > 0 ? [context(`and ${countOf(rest, 'other')}: ${code('/recon list')}`)] : []
  return [
    { type: 'divider' },
    section('*These need somebody*'),
    ...shown.flatMap((listed) => discrepancyRow(listed, place)),
    ...more,
  ]
}

function countOpen({ open }: DigestFacts): number {
  return open.high + open.medium + open.low
}

function amount(count: number): string {
  return count.toLocaleString('en')
}
