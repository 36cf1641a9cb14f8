import type { ActionsBlock, KnownBlock } from '@slack/types'
import { type Discrepancy, STATUSES, type Status } from '../../domain/discrepancy.ts'
import { findingField } from '../../domain/finding.ts'
import { type FindingTraits, PATTERN_MINIMUM } from '../../domain/finding-traits.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Run } from '../../domain/run.ts'
import { describeScope } from '../../domain/scope.ts'
import { button, context, section } from './blocks.ts'
import { dataTable } from './data-table.ts'
import { describePattern, namePattern } from './describe-pattern.ts'
import { differenceText } from './difference-text.ts'
import { type GroupedCount, groupTotals, writeGroupValue } from './group-totals.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { keyText } from './secrecy.ts'
import { table } from './table.ts'
import { visible } from './visible.ts'
import { countOf, STATUS_LABELS } from './words.ts'

export interface RunGroupView {
  readonly run: Pick<Run, 'id' | 'startedAt' | 'scope'>
  readonly reconciliation: Reconciliation
  /** Those of the run that have no card of their own. */
  readonly counts: readonly GroupedCount[]
  /** The first of them that are shown one by one, what is resolved last. */
  readonly rows: readonly Discrepancy[]
}

/** Action ids of the buttons below the group message; those of patterns by their place. */
export const GROUP_ACTION_IDS = { triage: 'group.triage', browse: 'group.browse' } as const
export const PATTERN_ACTION_IDS = ['group.pattern.0', 'group.pattern.1', 'group.pattern.2'] as const

/** Lines of patterns, and of the others. */
const LINES = 8
const PLAIN_ROWS = 15

/** The rest of a run over `maxCards` as one message: how they stand, what they have in common, and what can be done. */
export function runGroup(view: RunGroupView): Message {
  const message = describeGroup(view, false)
  const isPaged = message.blocks.some(({ type }) => type === 'data_table')
  return isPaged ? { ...message, plainer: describeGroup(view, true) } : message
}

/** `isPlain`: where Slack does not know the table with pages, a plain one, shorter. */
function describeGroup(view: RunGroupView, isPlain: boolean): Message {
  const { reconciliation, counts } = view
  const totals = groupTotals(counts)
  const title = plain(reconciliation.title)
  if (totals.all === 0) {
    const sentence = `Nothing is left of the other discrepancies of this run in ${title}.`
    return makeMessage(sentence, [section(sentence)])
  }
  const what = `${countOf(totals.all, 'more discrepancy', 'more discrepancies')} in ${title}`
  const state = totals.open === 0 ? 'all resolved' : `${totals.open.toLocaleString('en')} still open`
  return makeMessage(`${what}, ${state}`, [
    section(
      `*${what}*  ·  ${totals.open === 0 ? '✅ all resolved' : `*${state}*`}`,
      'They stand here together, so that this channel stays readable.',
    ),
    totals.open === 0 ? null : context(...byStatus(totals.byStatus)),
    section(...commonText(counts)),
    totals.open === 0 ? null : rowTable(view, { all: totals.all, isPlain }),
    buttons(view, totals.open),
    context(
      `Run of ${dateToken(view.run.startedAt)}, ${plain(describeScope(view.run.scope))}`,
      `See them one by one: ${code(`/recon list ${reconciliation.name}`)}`,
    ),
  ])
}

function byStatus(counts: Readonly<Record<Status, number>>): string[] {
  return STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${STATUS_LABELS[status]}: *${counts[status].toLocaleString('en')}*`,
  )
}

/** Many that are one thing that happened, a line each; then what else there is. */
function commonText(counts: readonly GroupedCount[]): string[] {
  const groups = groupTotals(counts).byTraits
  const patterns = groups.filter(({ count }) => count >= PATTERN_MINIMUM)
  const others = groups.filter(({ count }) => count < PATTERN_MINIMUM)
  return [
    ...(patterns.length === 0 ? [] : ['*Patterns*']),
    ...linesOf(patterns, '🔍'),
    ...(others.length === 0 ? [] : [patterns.length === 0 ? '*What differs*' : '*And besides*']),
    ...linesOf(others, '•'),
  ]
}

function linesOf(
  groups: readonly { traits: FindingTraits; count: number; open: number }[],
  sign: string,
): string[] {
  const shown = groups.length > LINES ? groups.slice(0, LINES - 1) : groups
  const rest = groups.slice(shown.length)
  const lines = shown.map(
    ({ traits, count, open }) =>
      `${sign} *${count.toLocaleString('en')}*  ${plain(describePattern(traits))}  ·  ${openText(open, count)}`,
  )
  if (rest.length === 0) return lines
  const [count, open] = [sum(rest, 'count'), sum(rest, 'open')]
  return [
    ...lines,
    `${sign} *${count.toLocaleString('en')}*  in ${rest.length} other ways  ·  ${openText(open, count)}`,
  ]
}

function openText(open: number, count: number): string {
  if (open === 0) return '✅ all resolved'
  return open === count ? 'all open' : `${open.toLocaleString('en')} open`
}

function rowTable(
  { rows, reconciliation }: RunGroupView,
  { all, isPlain }: { all: number; isPlain: boolean },
): KnownBlock | null {
  const header = ['Number', 'Key', 'Field', 'What differs', 'Status']
  const cells = rows.map(({ number, finding, status }) => [
    `#${number}`,
    finding.kind === 'schema' ? '–' : visible(keyText(reconciliation, finding.key)),
    visible(findingField(finding) ?? '–'),
    visible(differenceText(finding, reconciliation)),
    STATUS_LABELS[status],
  ])
  if (isPlain) return cells.length === 0 ? null : table({ header, rows: cells.slice(0, PLAIN_ROWS) })
  const caption =
    rows.length < all ? `The first of ${all.toLocaleString('en')}, open ones first` : 'All of them'
  return dataTable({ caption, header, rows: cells })
}

function buttons({ run, counts }: RunGroupView, open: number): ActionsBlock {
  const browse = button('Browse', GROUP_ACTION_IDS.browse, writeGroupValue(run.id))
  if (open === 0) return { type: 'actions', block_id: 'group', elements: [browse] }
  const patterns = groupTotals(counts)
    .byTraits.filter((each) => each.count >= PATTERN_MINIMUM && each.open > 0)
    .slice(0, PATTERN_ACTION_IDS.length)
    .map(({ traits, open }, place) =>
      button(
        `Resolve ${open.toLocaleString('en')} ${visible(namePattern(traits))}…`,
        PATTERN_ACTION_IDS[place]!,
        writeGroupValue(run.id, traits),
      ),
    )
  const triage = button(
    `Triage ${open.toLocaleString('en')}`,
    GROUP_ACTION_IDS.triage,
    writeGroupValue(run.id),
  )
  return {
    type: 'actions',
    block_id: 'group',
    elements: [{ ...triage, style: 'primary' }, browse, ...patterns],
  }
}

function sum<Name extends string>(groups: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return groups.reduce((total, group) => total + group[name], 0)
}
