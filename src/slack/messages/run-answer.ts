import type { KnownBlock } from '@slack/types'
import { describeStart, describeStop } from '../../domain/describe-part.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import { type Finding, findingKeys, SEVERITIES } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../../domain/record.ts'
import { TELLINGS } from '../../domain/route.ts'
import type { ComparisonSummary, RunChanges } from '../../domain/run.ts'
import type { RunPart } from '../../domain/run-part.ts'
import { describeScope, type Scope } from '../../domain/scope.ts'
import { tellingOf } from '../../domain/telling-of.ts'
import { context, section } from './blocks.ts'
import { firstRows } from './first-rows.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'
import { keyText } from './secrecy.ts'
import { countOf, describeCause, ROUTE_WORDS } from './words.ts'

export interface RunView {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly summary: ComparisonSummary
  readonly changes: RunChanges
  /** Those the run touched, as they now are. */
  readonly discrepancies: readonly Discrepancy[]
  /** Of a run of days: what was found in these days. */
  readonly findings?: readonly Finding[]
  /** Which keys were compared, where a budget stopped the run or it went on after such a run. */
  readonly part?: RunPart | null
  /** What many findings have in common, the largest first; unsaid: nothing. */
  readonly patterns?: readonly RunPattern[]
}

interface RunPattern {
  readonly field: string | null
  readonly cause: string | null
  readonly count: number
}

const PATTERNS = 3

/** What a whole run or a date range came to: rows, agreement, findings, changes, and the first open ones with buttons. */
export function runAnswer(view: RunView): Message {
  const { reconciliation, summary, discrepancies } = view
  const others = new Set(listOfOtherDays(view))
  const open = discrepancies
    .filter((each) => each.status !== 'resolved' && !others.has(each))
    .sort(mostSevereFirst)
  return makeMessage(`${headline(view)}: ${agreementText(view)}`, [
    section(
      `*${headline(view)}*`,
      ...partText(view),
      agreementText(view),
      ...findingText(summary),
      ...patternText(view),
    ),
    context(rowText(view), ...reasonText(summary), ...settleText(summary)),
    changesBlock(view, others.size),
    routedBlock(view, open),
    reconciliation.shadow ? context('👥 *Shadow*: remembered as always, and nobody else is told') : null,
    ...firstRows(open, reconciliation),
  ])
}

/** Only where rules decide, else the severity of each says it; and only where all are known, else it would be too few. */
function routedBlock(
  { reconciliation, changes, discrepancies }: RunView,
  open: readonly Discrepancy[],
): KnownBlock | null {
  const { opened, seenAgain, reopened } = changes
  const isAll = discrepancies.length >= opened + seenAgain + reopened
  if ((reconciliation.routes ?? []).length === 0 || open.length === 0 || !isAll) return null
  const parts = TELLINGS.flatMap((telling) => {
    const count = open.filter((each) => tellingOf(each) === telling).length
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${ROUTE_WORDS[telling]}`]
  })
  return context(`By the rules: ${parts.join(', ')}`)
}

function mostSevereFirst(a: Discrepancy, b: Discrepancy): number {
  const rank = ({ finding }: Discrepancy) => SEVERITIES.indexOf(finding.severity)
  return rank(a) - rank(b) || a.number - b.number
}

function headline({ reconciliation, scope }: RunView): string {
  const title = plain(reconciliation.title)
  return scope.kind === 'everything' ? title : `${title}, ${plain(describeScope(scope))}`
}

function countFindings({ counts }: ComparisonSummary): number {
  const { missing, mismatch, duplicate, invalid, rekeyed = 0, schema = 0 } = counts
  return missing + mismatch + duplicate + invalid + rekeyed + schema
}

function partText({ part, reconciliation }: RunView): string[] {
  if (!part) return []
  const show = (key: RecordKey) => keyText(reconciliation, key)
  const stopped = describeStop(part, reconciliation.budget, show)
  const started = describeStart(part, show)
  const lines = [
    stopped && `◐ *Partial*: ${plain(stopped)}`,
    started && `It ${plain(started)}; from the beginning on: ${countOf(part.findingsSoFar, 'finding')}`,
  ]
  return lines.filter((line) => line !== null)
}

function agreementText({ scope, summary, part }: RunView): string {
  const { matched, agreeing } = summary.counts
  if (part && countFindings(summary) === 0) return `${countOf(matched, 'record')} compared, all agree.`
  if (countFindings(summary) === 0) {
    if (matched === 0)
      return scope.kind === 'changed' ? '✅ Nothing to compare changed.' : 'There is nothing here to compare.'
    return matched === 1 ? '✅ The one record agrees.' : `✅ All ${countOf(matched, 'record')} agree.`
  }
  return `${agreeing.toLocaleString('en')} of ${countOf(matched, 'matched record')} agree.`
}

function findingText({ counts }: ComparisonSummary): string[] {
  const { rekeyed = 0, schema = 0 } = counts
  const kinds = [
    schema > 0 && `*${countOf(schema, 'field')}* not compared`,
    counts.missing > 0 && `*${countOf(counts.missing, 'record')}* missing`,
    rekeyed > 0 && `*${countOf(rekeyed, 'record')}* with different keys`,
    counts.mismatch > 0 &&
      `*${countOf(counts.mismatch, 'value')}* ${counts.mismatch === 1 ? 'differs' : 'differ'}`,
    counts.duplicate > 0 && `*${countOf(counts.duplicate, 'key')}* more than once`,
    counts.invalid > 0 && `*${countOf(counts.invalid, 'value')}* not valid`,
  ].filter((kind) => kind !== false)
  return kinds.length === 0 ? [] : [`❗ ${kinds.join(', ')}`]
}

/** Many findings that are one thing that happened. Without a cause they only are of one kind, which is said already. */
function patternText({ patterns = [] }: RunView): string[] {
  return patterns
    .flatMap(({ field, cause, count }) =>
      field === null || cause === null
        ? []
        : [
            `🔍 *${count.toLocaleString('en')} alike*: ${plain(field)} differs. Looks like: ${plain(describeCause(cause))}`,
          ],
    )
    .slice(0, PATTERNS)
}

/** Of changes alone the rows that were read are not those of the side. */
function rowText({ scope, summary, part }: RunView): string {
  const rows = Object.entries(summary.sides)
    .map(([side, { rows }]) => `${plain(side)} ${countOf(rows, 'row')}`)
    .join(', ')
  if (scope.kind === 'changed' || part) return `Read of these keys: ${rows}`
  const because = scope.kind === 'everything' ? scope.because : undefined
  return because === undefined ? rows : `${rows}  ·  Everything was compared: ${plain(because)}`
}

/** Why values agreed, where it was not because they are the same. */
function reasonText({ agreement, counts }: ComparisonSummary): string[] {
  const reasons = []
  if (agreement.normalised > 0)
    reasons.push(`${countOf(agreement.normalised, 'value')} equal after normalising`)
  if (counts.drift > 0) reasons.push(`${countOf(counts.drift, 'value')} within tolerance`)
  return reasons
}

/** What was looked at again, where that was asked for. */
function settleText({ counts: { timing = 0 }, notSettled = 0 }: ComparisonSummary): string[] {
  const texts = []
  if (timing > 0) texts.push(`${countOf(timing, 'difference')} in flight: gone at the second look`)
  if (notSettled > 0) texts.push(`${countOf(notSettled, 'key')} too many to look at again`)
  return texts
}

/** A run of days looks at all that is open again: these are the ones that the days themselves say nothing of. */
function listOfOtherDays({ scope, findings, discrepancies }: RunView): Discrepancy[] {
  if (scope.kind !== 'dates' || findings === undefined) return []
  const here = new Set(findings.flatMap(findingKeys).map(writeKey))
  return discrepancies
    .filter(({ status, finding }) => status !== 'resolved' && finding.kind !== 'schema')
    .filter(({ finding }) => !findingKeys(finding).some((key) => here.has(writeKey(key))))
}

function changesBlock({ changes }: RunView, others: number): KnownBlock {
  const { opened, seenAgain, reopened, resolved } = changes
  const parts = [
    opened > 0 && `${opened} new`,
    reopened > 0 && `${reopened} came back`,
    seenAgain > 0 && `${seenAgain} known already`,
    resolved > 0 && `${resolved} resolved`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return context('Nothing new to remember')
  const more = others === 0 ? [] : [`${others} of them open from other days`]
  return context(`Discrepancies: ${parts.join(', ')}`, ...more)
}
