import type { KnownBlock, SectionBlock } from '@slack/types'
import { countFindings } from '../../domain/count-findings.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Run } from '../../domain/run.ts'
import { describeScope, type Scope } from '../../domain/scope.ts'
import type { TopicTrouble } from '../../domain/topic-trouble.ts'
import { type AckSummary, ackLine } from './ack-line.ts'
import { type AwaitedView, awaitedLine } from './awaited-line.ts'
import { button, context, section } from './blocks.ts'
import { deliveryProblems, type Undelivered } from './delivery-problems.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { nextText, type ScheduleView, scheduleLines } from './schedule-lines.ts'
import { sparkline } from './sparkline.ts'
import { topicTroubles } from './topic-troubles.ts'
import { TREND_ACTION_ID } from './trend-answer.ts'
import { visible } from './visible.ts'
import { countOf, lasting, SEVERITY_LABELS } from './words.ts'

export interface StatusView {
  readonly reconciliations: readonly (ScheduleView & {
    readonly reconciliation: Pick<Reconciliation, 'name' | 'title' | 'shadow'> &
      Partial<Pick<Reconciliation, 'schedule' | 'expectWithinSeconds'>>
    readonly lastRun: Run | null
    readonly running: Run | null
    readonly open: { readonly high: number; readonly medium: number; readonly low: number }
    /** Held runs that nobody has decided about; null or unsaid: none. */
    readonly held?: { readonly times: number; readonly since: Date } | null
    /** Null, or unsaid: its changes are not followed. */
    readonly verified?: {
      readonly through: Date | null
      readonly lastFullRunAt: Date | null
    } | null
    /** How many findings its last runs had, oldest first; unsaid: none is known. */
    readonly findings?: readonly number[]
    /** What is awaited after events; null or unsaid: nothing. */
    readonly awaited?: AwaitedView | null
  })[]
  /** What is open of reconciliations that the config does not have any more; unsaid: nothing. */
  readonly elsewhere?: readonly { readonly reconciliation: string; readonly open: number }[]
  /** What is wrong with the topics that are followed; unsaid: nothing. */
  readonly topics?: readonly TopicTrouble[]
  readonly failedDeliveries: readonly Undelivered[]
  readonly waitingDeliveries?: readonly Undelivered[]
  /** How this process acknowledges; unsaid: nothing was counted. */
  readonly acks?: AckSummary
}

type Health = StatusView['reconciliations'][number]

const SHOWN = 20
const SHOWN_ELSEWHERE = 10

/** Health of every reconciliation, and what Slack refused to take. */
export function statusAnswer(view: StatusView): Message {
  const { reconciliations, elsewhere = [], failedDeliveries, waitingDeliveries = [] } = view
  if (reconciliations.length === 0 && elsewhere.length === 0) {
    const sentence = 'There is no reconciliation yet. Define one in counterfoil.yml.'
    return makeMessage(sentence, [section(sentence)])
  }
  const open =
    reconciliations.reduce((total, each) => total + countOpen(each), 0) +
    elsewhere.reduce((total, each) => total + each.open, 0)
  const rest = reconciliations.length - SHOWN
  const name = countOf(reconciliations.length, 'reconciliation')
  return makeMessage(
    `Status: ${name}, ${open} open, ${countOf(failedDeliveries.length + waitingDeliveries.length, 'delivery problem')}`,
    [
      section(`*Status*  ·  ${name}  ·  *${open}* open`),
      ...reconciliations.slice(0, SHOWN).map(withTrend),
      rest > 0 ? context(`and ${countOf(rest, 'other')}`) : null,
      ...elsewhereBlocks(elsewhere),
      ...topicTroubles(view.topics ?? []),
      ...deliveryProblems(failedDeliveries, waitingDeliveries),
      view.acks ? context(ackLine(view.acks)) : null,
    ],
  )
}

/** What never ran has no trend. */
function withTrend(health: Health): KnownBlock {
  const { name } = health.reconciliation
  if (health.lastRun === null) return healthBlock(health)
  return { ...healthBlock(health), accessory: button('Trend', TREND_ACTION_ID, `of;${visible(name)}`) }
}

/** One reconciliation in a few lines: last run, what is open, the next runs or a pause, held runs, how far it is verified. */
export function healthBlock(health: Health): SectionBlock {
  const { reconciliation, lastRun, running } = health
  const now = running === null ? '' : `  ·  ⏳ running since ${dateToken(running.startedAt)}`
  return section(
    `*${plain(reconciliation.title)}*  ${code(reconciliation.name)}${shadowText(health)}${now}`,
    lastRun === null ? notRunText(reconciliation) : lastRunText(lastRun),
    `${openText(health)}  ·  ${nextText(health)}`,
    ...scheduleLines(health),
    ...heldText(health),
    ...verifiedText(health),
    ...awaitedLine(health.awaited),
    ...trendText(health),
  )
}

/** Nobody else would ever say so: no run looks at them, and no digest counts them. */
export function elsewhereBlocks(elsewhere: NonNullable<StatusView['elsewhere']>): KnownBlock[] {
  if (elsewhere.length === 0) return []
  const names = elsewhere
    .slice(0, SHOWN_ELSEWHERE)
    .map(({ reconciliation, open }) => `${code(reconciliation)} *${open}*`)
  const rest = elsewhere.length - names.length
  const others = rest > 0 ? ` and ${countOf(rest, 'other')}` : ''
  return [
    section(
      `⚠️ *No longer in the config*, and still open: ${names.join(', ')}${others}`,
      `No run looks at them any more. Resolve them (${code('/recon list')}), or take the reconciliation back into the config.`,
    ),
  ]
}

/** Checks that events ask for are no run to speak of here. */
function notRunText({ schedule, expectWithinSeconds }: Health['reconciliation']): string {
  const isTold = schedule === null && expectWithinSeconds !== undefined
  return isTold ? 'Compared record by record, as events come in' : 'Has not run yet'
}

function shadowText({ reconciliation }: Health): string {
  return reconciliation.shadow ? '  ·  👥 shadow: nobody is told' : ''
}

function heldText({ held }: Health): string[] {
  if (!held) return []
  const times = held.times === 1 ? 'Held' : `Held ${held.times} times`
  return [`✋ *${times}* since ${dateToken(held.since)}: nobody has accepted or discarded it yet`]
}

function verifiedText({ verified }: Health): string[] {
  if (!verified) return []
  const { through, lastFullRunAt } = verified
  const full = lastFullRunAt === null ? 'no full run yet' : `last full run ${dateToken(lastFullRunAt)}`
  return [`Verified through ${through === null ? '*not yet*' : dateToken(through)}  ·  ${full}`]
}

/** One run is no trend. */
function trendText({ findings = [] }: Health): string[] {
  return findings.length < 2 ? [] : [`Findings of the last ${findings.length} runs: ${sparkline(findings)}`]
}

function lastRunText(run: Run): string {
  const when = dateToken(run.finishedAt ?? run.startedAt)
  const scope = `${scopeText(run.scope)}${tookText(run)}`
  switch (run.state) {
    case 'failed':
      return `❌ Last run *failed* ${when}${scope}: ${plain(run.error ?? 'no reason known', 300)}`
    case 'held':
      return `✋ Last run *was held* ${when}${scope}: ${plain(run.error ?? 'somebody has to look at it', 300)}`
    case 'partial':
      return `◐ Last run *was partial* ${when}${scope}: ${stopText(run.part)}${foundText(run)}`
    default:
      return `✔️ Last run *completed* ${when}${scope}${foundText(run)}`
  }
}

function tookText({ startedAt, finishedAt }: Run): string {
  if (finishedAt === null) return ''
  const seconds = Math.round((finishedAt.getTime() - startedAt.getTime()) / 1_000)
  if (seconds < 1) return ', took less than 1 s'
  return `, took ${seconds < 90 ? `${seconds} s` : lasting(startedAt, finishedAt)}`
}

/** Without the key, which may be sensitive. */
function stopText(part: Run['part']): string {
  const limit = part?.stoppedBy ? `its limit of ${part.stoppedBy} stopped it` : 'it was stopped'
  return `${limit}, the next one goes on from there`
}

/** Keys are counted, not named: they may be sensitive, and everybody may ask for the status. */
function scopeText(scope: Scope): string {
  if (scope.kind === 'everything') return ''
  return ` over ${scope.kind === 'keys' ? countOf(scope.keys.length, 'key') : plain(describeScope(scope))}`
}

function foundText({ summary }: Run): string {
  if (summary === null) return ''
  const { matched, agreeing } = summary.counts
  const findings = countFindings(summary.counts)
  const matchedText = `${agreeing.toLocaleString('en')} of ${countOf(matched, 'matched record')} agree`
  return `: ${matchedText}, ${countOf(findings, 'finding')}`
}

function openText(health: Health): string {
  const parts = (['high', 'medium', 'low'] as const)
    .filter((severity) => health.open[severity] > 0)
    .map((severity) => `${SEVERITY_LABELS[severity]} *${health.open[severity]}*`)
  return parts.length === 0 ? '✅ Nothing open' : `Open: ${parts.join(', ')}`
}

function countOpen({ open }: Health): number {
  return open.high + open.medium + open.low
}
