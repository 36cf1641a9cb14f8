import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../../domain/discrepancy-event.ts'
import type { Finding } from '../../domain/finding.ts'
import type { HistoryPlace } from '../../domain/history-place.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { LIMITS } from '../limits.ts'
import { button, context, plainText, section, sections } from './blocks.ts'
import { cardText } from './discrepancy-card.ts'
import { eventLines } from './event-line.ts'
import { evidence } from './evidence.ts'
import { ROUTE_WORDS } from './words.ts'

export interface HistoryView {
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
  /** Newest first, each with what the sides showed before it where it brought something else. */
  readonly entries: readonly { readonly event: DiscrepancyEvent; readonly before: Finding | null }[]
  readonly place: HistoryPlace | null
  readonly hasOlder: boolean
}

/** Each is five blocks, a long note some more, and a window holds a hundred. */
export const HISTORY_PAGE_SIZE = 10

/** Action id of the paging buttons; the value is the page to show. */
export const HISTORY_PAGE_ACTION_ID = 'history.page'

/** All that happened to a discrepancy, page by page, newest first. It only shows. */
export function historyModal(view: HistoryView): ModalView {
  const { discrepancy, reconciliation, entries } = view
  const { route } = discrepancy
  const pages = pageButtons(view)
  return historyWindow(discrepancy.number, [
    section(cardText(discrepancy, reconciliation)),
    ...(route === undefined ? [] : [context(`By a rule of its reconciliation: ${ROUTE_WORDS[route]}`)]),
    { type: 'divider' },
    ...entries.flatMap((entry) => entryBlocks(entry, reconciliation)),
    ...(pages === null ? [] : [pages]),
  ])
}

/** Slack wants a window at once; the history is read behind it. */
export function historyLoadingModal(number: number): ModalView {
  return historyWindow(number, [section('⏳ Reading the history …')])
}

function historyWindow(number: number, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText(`History of #${number}`, LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks,
  }
}

function entryBlocks(
  { event, before }: HistoryView['entries'][number],
  reconciliation: Reconciliation | null,
): KnownBlock[] {
  const text = sections(...eventLines(event))
  if (event.finding === null) return text
  const now = evidence(event.finding, reconciliation)
  if (before === null) return [...text, now]
  return [...text, context('Before'), evidence(before, reconciliation), context('Since then'), now]
}

function pageButtons({
  discrepancy: { number },
  place,
  entries,
  hasOlder,
}: HistoryView): ActionsBlock | null {
  if (place === null) return null
  const { upTo, passed } = place
  const to = (from: number) => `${number}:${upTo}:${from}`
  const elements = [
    ...(passed > 0
      ? [button('Newer', `${HISTORY_PAGE_ACTION_ID}.newer`, to(Math.max(0, passed - HISTORY_PAGE_SIZE)))]
      : []),
    ...(hasOlder ? [button('Older', `${HISTORY_PAGE_ACTION_ID}.older`, to(passed + entries.length))] : []),
  ]
  return elements.length === 0 ? null : { type: 'actions', block_id: 'history-pages', elements }
}

/** The page that a button leads to; null where somebody made the value up. */
export function readHistoryPage(
  value: string,
): { readonly number: number; readonly place: HistoryPlace } | null {
  const [, number, upTo, passed] = /^(\d{1,9}):(\d{1,15}):(\d{1,9})$/.exec(value) ?? []
  if (number === undefined) return null
  return { number: Number(number), place: { upTo: Number(upTo), passed: Number(passed) } }
}
