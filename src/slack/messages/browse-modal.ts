import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types'
import { type Discrepancy, STATUSES } from '../../domain/discrepancy.ts'
import type { GroupChoice } from '../../domain/group-choice.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { button, context, plainText, section } from './blocks.ts'
import { discrepancyCard } from './discrepancy-card.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type GroupedCount, groupTotals } from './group-totals.ts'
import { plain } from './mrkdwn.ts'
import { writeClickValue, writePlace } from './triage-buttons.ts'
import { STATUS_LABELS } from './words.ts'

export const BROWSE_ACTION_IDS = {
  show: 'browse.show',
  status: 'browse.status',
  next: 'browse.next',
  previous: 'browse.previous',
} as const

export const BROWSE_PAGE_SIZE = 10

/** What its rows say of where they stand. */
const BROWSE_PLACE = 'browse'

/** The value of the option that shows all that is open. */
const BROWSE_OPEN = 'open'

export interface BrowseView {
  readonly choice: GroupChoice
  readonly reconciliation: Reconciliation
  readonly counts: readonly GroupedCount[]
  readonly matching: number
  readonly rows: readonly Discrepancy[]
  /** How many stand on the pages before. */
  readonly passed: number
  /** What became of a click, escaped; null: nothing to say. */
  readonly notice: string | null
  readonly privateMetadata: string
}

/** What stands in a group message, one by one, a page at a time. */
export function browseModal(view: BrowseView): ModalView {
  const { reconciliation, rows, matching, passed, notice } = view
  const [from, to] = [passed + 1, passed + rows.length].map((place) => place.toLocaleString('en'))
  const shown = matching === 0 ? 'none' : `${from}-${to} of ${matching.toLocaleString('en')}`
  const pages = pageButtons(view)
  return {
    ...browseWindow([
      section(`*${plain(reconciliation.title)}*  ·  ${shown}`),
      statusFilter(view),
      ...(notice === null ? [] : [context(notice)]),
      ...rows.flatMap((discrepancy) => rowBlocks(discrepancy, reconciliation)),
      ...(pages === null ? [] : [pages]),
    ]),
    private_metadata: cut(view.privateMetadata, LIMITS.privateMetadata),
  }
}

/** Slack wants a window at once; its rows are read behind it. */
export function browseLoadingModal(): ModalView {
  return browseWindow([section('⏳ Reading …')])
}

/** All about one of them, on top of the list. What can be done is done in the list, or on its card. */
export function showModal(discrepancy: Discrepancy, reconciliation: Reconciliation | null): ModalView {
  const blocks = discrepancyCard(discrepancy, reconciliation).blocks.flatMap((block): KnownBlock[] => {
    if (block.type === 'actions') return []
    if (block.type !== 'section') return [block]
    const { accessory: _menu, block_id: _place, ...text } = block
    return [text]
  })
  return {
    type: 'modal',
    title: plainText(`#${discrepancy.number}`, LIMITS.modalTitle),
    close: plainText('Back', LIMITS.modalTitle),
    blocks,
  }
}

function browseWindow(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText('Browse', LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks,
  }
}

function statusFilter({ choice, counts }: BrowseView): ActionsBlock {
  const { open, byStatus } = groupTotals(counts)
  const counted = (label: string, count: number) => `${label} (${count.toLocaleString('en')})`
  const option = (text: string, value: string) => ({ text: plainText(text, LIMITS.optionText), value })
  const options = [
    option(counted('All that is open', open), BROWSE_OPEN),
    ...STATUSES.filter((status) => byStatus[status] > 0 || status === choice.status).map((status) =>
      option(counted(STATUS_LABELS[status], byStatus[status]), status),
    ),
  ]
  const chosen = options.find(({ value }) => value === (choice.status ?? BROWSE_OPEN))
  return {
    type: 'actions',
    block_id: 'browse-filter',
    elements: [
      {
        type: 'static_select',
        action_id: BROWSE_ACTION_IDS.status,
        options,
        initial_option: chosen ?? options[0]!,
      },
    ],
  }
}

function rowBlocks(discrepancy: Discrepancy, reconciliation: Reconciliation): KnownBlock[] {
  const [text, buttons] = discrepancyRow({ discrepancy, reconciliation }, BROWSE_PLACE)
  const { number } = discrepancy
  const show = {
    ...button('Show', BROWSE_ACTION_IDS.show, writeClickValue(discrepancy)),
    accessibility_label: `Show discrepancy ${number}`,
  }
  const elements = buttons?.type === 'actions' ? buttons.elements : []
  return [
    text!,
    { type: 'actions', block_id: writePlace(BROWSE_PLACE, number), elements: [...elements, show] },
  ]
}

function pageButtons({ passed, rows, matching }: BrowseView): ActionsBlock | null {
  const left = matching - passed - rows.length
  const elements = [
    ...(passed > 0
      ? [button('Previous', BROWSE_ACTION_IDS.previous, String(Math.max(0, passed - BROWSE_PAGE_SIZE)))]
      : []),
    ...(left > 0
      ? [
          button(
            `Next ${Math.min(left, BROWSE_PAGE_SIZE)}`,
            BROWSE_ACTION_IDS.next,
            String(passed + rows.length),
          ),
        ]
      : []),
  ]
  return elements.length === 0 ? null : { type: 'actions', block_id: 'browse-pages', elements }
}
