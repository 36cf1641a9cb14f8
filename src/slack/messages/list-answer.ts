import type { ActionsBlock } from '@slack/types'
import { button, context, section } from './blocks.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type ListPage, writeListPage } from './list-page.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import type { Listed } from './words.ts'

export interface ListView {
  readonly rows: readonly Listed[]
  /** How many there are on all pages. */
  readonly total: number
  readonly page: ListPage
  /** The reconciliation's title, when the list is about one. */
  readonly title: string | null
}

export const LIST_PAGE_SIZE = 10

/** Action id of the paging buttons; the value is the page to show. */
export const LIST_PAGE_ACTION_ID = 'list.page'

/** One page of open discrepancies, each with its buttons. */
export function listAnswer(view: ListView): Message {
  const { rows, total, page } = view
  const what = describeList(view)
  if (total === 0) return emptyList(what)
  const from = page.offset + 1
  const shown = `shows ${from}-${page.offset + rows.length} of ${total.toLocaleString('en')}`
  const place = `list;${writeListPage(page)}`
  return makeMessage(`${what}, ${shown}`, [
    section(`*${what}*  ·  ${shown}`),
    ...rows.flatMap((listed) => discrepancyRow(listed, place)),
    pageButtons(view),
    context(`All about one: ${code('/recon show NUMBER')}`),
  ])
}

/** `High open discrepancies in Customers`, escaped. */
function describeList({ page, title }: ListView): string {
  const severities = page.severities.length === 0 ? '' : `${page.severities.join(' and ')} `
  const where = title === null ? '' : ` in ${plain(title)}`
  const words = `${severities}open discrepancies${where}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function emptyList(what: string): Message {
  return makeMessage(`${what}: none`, [section(`✅ *${what}:* none.`)])
}

function pageButtons({ page, rows, total }: ListView): ActionsBlock | null {
  const to = (offset: number) => writeListPage({ ...page, offset })
  const elements = []
  if (page.offset > 0) {
    const before = Math.max(0, page.offset - LIST_PAGE_SIZE)
    elements.push(button(`Previous ${page.offset - before}`, `${LIST_PAGE_ACTION_ID}.previous`, to(before)))
  }
  const after = page.offset + rows.length
  if (after < total && rows.length > 0) {
    const next = Math.min(LIST_PAGE_SIZE, total - after)
    elements.push(button(`Next ${next}`, `${LIST_PAGE_ACTION_ID}.next`, to(after)))
  }
  return elements.length === 0 ? null : { type: 'actions', block_id: 'list-pages', elements }
}
