import type { ActionsBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { STATUSES } from '../../domain/discrepancy.ts'
import type { FindingKind } from '../../domain/finding.ts'
import type { GroupChoice } from '../../domain/group-choice.ts'
import type { Denial } from '../../domain/permission.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { context, plainText, section } from './blocks.ts'
import { describePattern } from './describe-pattern.ts'
import { type GroupedCount, groupTotals } from './group-totals.ts'
import { MANY_INPUTS } from './many-answers.ts'
import type { Message } from './message.ts'
import { plain } from './mrkdwn.ts'
import { manyInputs } from './triage-many-inputs.ts'
import { MANY_PAGE_IDS, type ManyRows } from './triage-many-rows.ts'
import { visible } from './visible.ts'
import { countOf, KIND_LABELS, STATUS_LABELS } from './words.ts'

export const TRIAGE_MANY_CALLBACK_ID = 'group.triage.submit'

/** Block of what narrows the list, and its action ids. */
export const MANY_FILTER_ID = 'many-filter'
const MANY_FILTERS = ['pattern', 'kind', 'field', 'status'] as const
export type ManyFilter = (typeof MANY_FILTERS)[number]
/** Action ids of what changes the window. */
export const MANY_CHANGE_IDS = [
  ...MANY_FILTERS.map((filter) => `${MANY_FILTER_ID}.${filter}`),
  MANY_INPUTS.action,
  ...Object.values(MANY_PAGE_IDS),
]
/** The value of the option that does not narrow. */
const ANY = '*'

export interface ManyView extends ManyRows {
  readonly choice: GroupChoice
  readonly reconciliation: Reconciliation
  /** Of all that stand in the group message. */
  readonly counts: readonly GroupedCount[]
  /** What whoever looks may not do. */
  readonly denials: readonly Denial[]
  readonly privateMetadata: string
}

/** Asks which ones and what to do with them. Whatever is chosen above, the number below is of these. */
export function triageManyModal(view: ManyView): ModalView {
  const { choice, reconciliation, matching, counts } = view
  const { open } = groupTotals(counts)
  const what = countOf(matching, 'discrepancy fits', 'discrepancies fit')
  const filter = filterBlock(choice, counts)
  return {
    type: 'modal',
    callback_id: TRIAGE_MANY_CALLBACK_ID,
    private_metadata: cut(view.privateMetadata, LIMITS.privateMetadata),
    title: plainText('Triage', LIMITS.modalTitle),
    ...(matching === 0 ? {} : { submit: plainText('Apply', LIMITS.modalTitle) }),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [
      section(`*${plain(reconciliation.title)}*  ·  *${what}*, of ${open.toLocaleString('en')} open`),
      ...(filter === null ? [] : [filter]),
      ...(matching === 0
        ? [context('Nothing fits any more. Choose something else above, or close this window.')]
        : manyInputs(view)),
    ],
  }
}

/** Slack wants a window at once; what it asks is read behind it. */
export function manyLoadingModal(): ModalView {
  return waiting('Triage', [section('⏳ Counting what is open …')])
}

/** Stands there while it is done. */
export function manyProgressModal(done: number, total: number): ModalView {
  const text = done === 0 ? 'Beginning' : `*${done.toLocaleString('en')}* of ${total.toLocaleString('en')}`
  return waiting('Triage', [
    section(`⏳ ${text} …`),
    context('If you close this window, it goes on, and you are told the outcome.'),
  ])
}

/** What came of it, where it was asked. */
export function manyResultModal(message: Message): ModalView {
  return waiting('Triage', message.blocks)
}

function waiting(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText(title, LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks,
  }
}

/** What occurs, and nothing else; a filter with one possibility is none. */
function filterBlock(choice: GroupChoice, counts: readonly GroupedCount[]): ActionsBlock | null {
  const elements = MANY_FILTERS.flatMap((filter) => {
    const known = filterOptions(filter, counts).slice(0, LIMITS.selectOptions - 1)
    const options = [option(LABELS[filter], ANY), ...known]
    const chosen = options.find(({ value }) => value === (choice[filter] ?? ANY))
    if (known.length < 2 && choice[filter] === null) return []
    return [
      {
        type: 'static_select' as const,
        action_id: `${MANY_FILTER_ID}.${filter}`,
        options,
        // One that nothing has any more is still what they chose.
        initial_option: chosen ?? options[0]!,
      },
    ]
  })
  return elements.length === 0 ? null : { type: 'actions', block_id: MANY_FILTER_ID, elements }
}

const LABELS: Readonly<Record<ManyFilter, string>> = {
  pattern: 'Any cause',
  kind: 'Any kind',
  field: 'Any field',
  status: 'Any open status',
}

function filterOptions(filter: ManyFilter, counts: readonly GroupedCount[]): PlainTextOption[] {
  const open = counts.filter(({ status }) => status !== 'resolved')
  switch (filter) {
    case 'pattern':
      return groupTotals(open).byTraits.map(({ id, traits, count }) =>
        option(counted(describePattern(traits), count), id),
      )
    case 'kind':
      return tally(open.map(({ kind, count }) => [kind, count])).map(([kind, count]) =>
        option(counted(KIND_LABELS[kind as FindingKind], count), kind),
      )
    case 'field':
      return tally(open.flatMap(({ field, count }) => (field === null ? [] : [[field, count] as const])))
        .filter(([field]) => field.length <= LIMITS.optionValue)
        .map(([field, count]) => option(counted(field, count), field))
    case 'status': {
      const found = new Map(tally(open.map(({ status, count }) => [status, count])))
      return STATUSES.filter((status) => found.has(status)).map((status) =>
        option(counted(STATUS_LABELS[status], found.get(status)!), status),
      )
    }
  }
}

/** What a chosen option of a filter means: null does not narrow. */
export function readFilter(value: string | undefined): string | null {
  return value === undefined || value === ANY ? null : value
}

function tally(each: readonly (readonly [string, number])[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const [name, count] of each) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].sort(([, a], [, b]) => b - a)
}

function counted(text: string, count: number): string {
  const end = ` (${count.toLocaleString('en')})`
  return `${cut(visible(text), LIMITS.optionText - end.length)}${end}`
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text, emoji: true }, value }
}
