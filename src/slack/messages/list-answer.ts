import type { ActionsBlock } from '@slack/types'
import { placeOf } from '../../domain/list-place.ts'
import { button, context, section } from './blocks.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type ListMark, type ListPage, writeListPage } from './list-page.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import type { Listed } from './words.ts'

export interface ListView {
  readonly rows: readonly Listed[]
  /** How many there are on all pages. */
  readonly total: number
  /** How many stand on the pages before. */
  readonly passed: number
  /** How many more there are that are snoozed, where the list leaves these out. */
  readonly leftOut?: number
  readonly page: ListPage
  /** The reconciliation's title, when the list is about one. */
  readonly title: string | null
  /** The config does not have that reconciliation any more. */
  readonly isGone?: boolean
}

export const LIST_PAGE_SIZE = 10

/** Action id of the paging buttons; the value is the page to show. */
export const LIST_PAGE_ACTION_ID = 'list.page'

/** One page of open discrepancies, each with its buttons. */
export function listAnswer(view: ListView): Message {
  const { rows, total, passed, page } = view
  const what = describeList(view)
  if (total === 0) return emptyList(what, view)
  const [from, to] = [passed + 1, passed + rows.length].map((place) => place.toLocaleString('en'))
  const shown = `shows ${from}-${to} of ${total.toLocaleString('en')}`
  const place = `list;${writeListPage(page)}`
  return makeMessage(`${what}, ${shown}`, [
    section(`*${what}*  ·  ${shown}`, ...goneText(view)),
    ...rows.flatMap((listed) => discrepancyRow(listed, place)),
    pageButtons(view),
    context(`All about one: ${code('/recon show NUMBER')}`, ...leftOutText(view)),
  ])
}

const QUALITIES: readonly ListMark[] = ['unassigned', 'overdue', 'snoozed']
const STATES: readonly ListMark[] = ['new', 'acknowledged', 'escalated']

/** `High unassigned open discrepancies in Customers`, escaped. */
function describeList({ page, title }: ListView): string {
  const { severities, marks = [] } = page
  const states = STATES.filter((state) => marks.includes(state))
  const words = [
    severities.join(' and '),
    ...marks.filter((mark) => QUALITIES.includes(mark)),
    states.join(' and ') || 'open',
    'discrepancies',
    marks.includes('mine') ? 'assigned to you' : '',
    title === null ? '' : `in ${plain(title)}`,
  ].filter((word) => word !== '')
  const sentence = words.join(' ')
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

function emptyList(what: string, view: ListView): Message {
  return makeMessage(`${what}: none`, [
    section(`✅ *${what}:* none.`, ...leftOutText(view), ...goneText(view)),
  ])
}

function leftOutText({ leftOut = 0, page: { marks = [] } }: ListView): string[] {
  if (leftOut === 0) return []
  const whose = marks.filter((mark) => !STATES.includes(mark)).join(' ')
  const command = code(`/recon list ${whose} snoozed`)
  return [`${leftOut.toLocaleString('en')} more ${leftOut === 1 ? 'is' : 'are'} snoozed: ${command}`]
}

/** Nobody else would say why they stay as they are. */
function goneText({ isGone, total }: ListView): string[] {
  if (!isGone) return []
  const remedy =
    total === 0
      ? ''
      : ': no run looks at these. Resolve them, or take the reconciliation back into the config'
  return [`⚠️ It is *no longer in the config*${remedy}.`]
}

function pageButtons({ page, rows, passed, total }: ListView): ActionsBlock | null {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return null
  const to = (side: 'after' | 'before', { discrepancy }: Listed) =>
    writeListPage({ ...page, from: { side, place: placeOf(discrepancy) } })
  const elements = []
  if (passed > 0) {
    const before = Math.min(LIST_PAGE_SIZE, passed)
    elements.push(button(`Previous ${before}`, `${LIST_PAGE_ACTION_ID}.previous`, to('before', first)))
  }
  const left = total - passed - rows.length
  if (left > 0) {
    const next = Math.min(LIST_PAGE_SIZE, left)
    elements.push(button(`Next ${next}`, `${LIST_PAGE_ACTION_ID}.next`, to('after', last)))
  }
  return elements.length === 0 ? null : { type: 'actions', block_id: 'list-pages', elements }
}
