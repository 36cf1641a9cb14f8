import { describeDenial } from '../../domain/describe-denial.ts'
import type { Denial } from '../../domain/permission.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, mention, plain } from './mrkdwn.ts'

/** What is reported, for the words about it. */
export interface ReportSubject {
  readonly title: string | null
  readonly name: string | null
  /** Null: what is open now. */
  readonly period: { readonly from: string; readonly to: string; readonly zone: string } | null
  readonly rows: number
  /** Why something is left out, and who may have it. */
  readonly leftOut: readonly Denial[]
}

export type ReportOutcome =
  | { readonly kind: 'shared'; readonly isDirect: boolean }
  /** There is nothing to report. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-shown' | 'not-ready' }
  | { readonly kind: 'unknown'; readonly error: string }
  | { readonly kind: 'refused'; readonly error: string; readonly needed: string | null }

/** What stands above the file: who asked, and for what. */
export function reportComment(subject: ReportSubject, user: string): string {
  return `Report for <@${user}>: ${describeSubject(subject)}. Sensitive values are masked.`
}

/** What became of a report, for whoever asked. Without the file, it says how to get the same. */
export function reportAnswer(subject: ReportSubject, outcome: ReportOutcome): Message {
  const what = describeSubject(subject)
  if (outcome.kind === 'empty') {
    const nothing = `Nothing to report: ${what}.`
    return makeMessage(nothing, [section(`✅ ${nothing}`, ...leftOutLines(subject))])
  }
  if (outcome.kind === 'shared') {
    const where = outcome.isDirect
      ? 'It is in our direct messages, because I am not where you asked'
      : 'It is here'
    return makeMessage(`Report of ${what}. ${where}.`, [
      section(`✅ *Report* of ${what}. ${where}.`, ...leftOutLines(subject)),
    ])
  }
  const problem = problemOf(outcome)
  const isSure = outcome.kind === 'refused'
  return makeMessage(`${isSure ? 'There is no report' : `Report of ${what}`}: ${problem}`, [
    section(
      `⚠️ *${isSure ? 'No report' : 'Report'}* of ${what}: ${problem}`,
      `The same at the command line: ${code(commandOf(subject))}`,
      ...leftOutLines(subject),
    ),
  ])
}

function leftOutLines({ leftOut }: ReportSubject): string[] {
  return leftOut.map((denial) => `🔒 Left out: ${describeDenial(denial, { name: mention, words: plain })}`)
}

function problemOf(outcome: Exclude<ReportOutcome, { kind: 'shared' | 'empty' }>): string {
  switch (outcome.kind) {
    case 'not-shown':
      return 'Slack took the file, and does not show it here. Invite me (/invite @Counterfoil), and ask again.'
    case 'not-ready':
      return 'Slack took the file, and is still not done with it. It may show up later.'
    case 'unknown':
      return `Slack's answer got lost (${plain(outcome.error)}). Look whether the file is here before you ask again.`
    case 'refused':
      return outcome.needed === null
        ? (REFUSALS[outcome.error] ?? `Slack refused the file (${plain(outcome.error)}).`)
        : `the app lacks the scope ${code(outcome.needed)}. Ask whoever looks after Counterfoil to install it again with manifest.yml.`
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  file_uploads_disabled: 'this workspace allows no uploads. An admin can allow them.',
  file_uploads_except_images_disabled:
    'this workspace allows uploads of images only. An admin can allow others.',
  storage_limit_reached: "the workspace's storage is full. An admin can make room.",
  file_upload_size_restricted:
    'the file is larger than Slack takes. Ask for fewer days, or one reconciliation.',
  file_type_not_allowed: 'this workspace allows no CSV files. An admin can allow them.',
  not_in_channel: 'I am not in this channel. Invite me (/invite @Counterfoil), and ask again.',
  posting_to_channel_denied: 'I may not post in this channel. Ask in another one, or in our direct messages.',
  restricted_action: 'I may not post in this channel. Ask in another one, or in our direct messages.',
}

/** `1,204 open discrepancies of Customers` */
function describeSubject({ title, period, rows, leftOut }: ReportSubject): string {
  const counted = rows === 0 ? 'no' : rows.toLocaleString('en')
  const noun = rows === 1 ? 'discrepancy' : 'discrepancies'
  const but = leftOut.map((denial) => plain(denial.title, 120)).join(', ')
  const all = but === '' ? '' : ` of all but ${but}`
  const of = title === null ? all : ` of ${plain(title, 80)}`
  if (period === null) return `${counted} open ${noun}${of}`
  const { from, to, zone } = period
  const days = from === to ? `on ${from}` : `at some time from ${from} to ${to}`
  return `${counted} ${noun}${of} that ${rows === 1 ? 'was' : 'were'} open ${days} (${plain(zone, 40)})`
}

function commandOf({ name, period }: ReportSubject): string {
  const status = period === null ? '' : ' --status all'
  return `counterfoil list${name === null ? '' : ` ${name}`}${status} --format csv`
}
