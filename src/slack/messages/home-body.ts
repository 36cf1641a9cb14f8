import type { ActionsBlock, KnownBlock } from '@slack/types'
import { dueAt } from '../../domain/due-at.ts'
import { placeOf } from '../../domain/list-place.ts'
import type { Queue } from '../../domain/queue.ts'
import { button, context, section } from './blocks.ts'
import { deliveryProblems, type Undelivered } from './delivery-problems.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type HomePage, writeHomePage } from './home-page.ts'
import { dateToken } from './mrkdwn.ts'
import { elsewhereBlocks, healthBlock, type StatusView } from './status-answer.ts'
import { snoozeText } from './status-line.ts'
import { countOf, type Listed } from './words.ts'

/** What stands below the buttons of the sections. */
export type HomeBody =
  | {
      readonly kind: 'queue'
      readonly queue: Queue
      readonly rows: readonly Listed[]
      /** How many there are on all pages. */
      readonly total: number
      /** How many stand on the pages before. */
      readonly passed: number
    }
  | ({
      readonly kind: 'health'
      /** How many reconciliations there are on all pages. */
      readonly total: number
    } & Pick<StatusView, 'reconciliations' | 'elsewhere'>)
  | {
      readonly kind: 'delivery'
      readonly failed: readonly Undelivered[]
      readonly waiting: readonly Undelivered[]
    }

type QueueBody = Extract<HomeBody, { kind: 'queue' }>
type HealthBody = Extract<HomeBody, { kind: 'health' }>

/** How many discrepancies, or reconciliations, are on a page: with the longest texts they still fit in a view. */
export const HOME_PAGE_SIZE = 20

/** Action ids of the paging buttons; the value is the page to show. */
export const HOME_PAGE_ACTION_IDS = { previous: 'home.page.previous', next: 'home.page.next' } as const

export function homeBody(body: HomeBody, page: HomePage): KnownBlock[] {
  switch (body.kind) {
    case 'queue':
      return queueBlocks(body, page)
    case 'health':
      return healthBlocks(body, page)
    case 'delivery':
      return deliveryBlocks(body.failed, body.waiting)
  }
}

const QUEUE_TITLES: Readonly<Record<Queue, (total: number) => string>> = {
  mine: (total) => `*${countOf(total, 'discrepancy', 'discrepancies')} assigned to you*`,
  unassigned: (total) => `*${countOf(total, 'unassigned discrepancy', 'unassigned discrepancies')}*`,
  overdue: (total) => `*${countOf(total, 'overdue discrepancy', 'overdue discrepancies')}*`,
  open: (total) => `*${countOf(total, 'open discrepancy', 'open discrepancies')}*`,
  snoozed: (total) => `*${countOf(total, 'snoozed discrepancy', 'snoozed discrepancies')}*`,
}

const EMPTY_QUEUES: Readonly<Record<Queue, string>> = {
  mine: '*Nothing is assigned to you.* Take something from *Unassigned*: “Assign to me” is in the menu of each.',
  unassigned: '✅ *Everything open has an owner*, or is snoozed.',
  overdue:
    '✅ *Nothing is overdue.* How long something may stay open, the config says: `triage: { within: { high: 4h } }`.',
  open: '✅ *Nothing is open.* The systems agree.',
  snoozed:
    '*Nothing is snoozed.* What somebody snoozes waits here until its time comes or its values change.',
}

function queueBlocks(body: QueueBody, page: HomePage): KnownBlock[] {
  const { queue, rows, total, passed } = body
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return [section(EMPTY_QUEUES[queue])]
  const [from, to] = [passed + 1, passed + rows.length].map((place) => place.toLocaleString('en'))
  const shown = total > rows.length ? `  ·  shows ${from}-${to}` : ''
  const goTo = (side: 'after' | 'before', { discrepancy }: Listed) =>
    writeHomePage({ ...page, isChosen: true, from: { side, place: placeOf(discrepancy) }, skip: 0 })
  const pages = pageButtons({
    passed,
    left: total - passed - rows.length,
    previous: goTo('before', first),
    next: goTo('after', last),
  })
  return [
    section(`${QUEUE_TITLES[queue](total)}${shown}  ·  high severity first, then the newest`),
    ...rows.flatMap((listed) => rowBlocks(listed, queue)),
    ...pages,
  ]
}

/** Of what is snoozed people want to know until when, and who did it; of what is overdue, since when. */
function rowBlocks(listed: Listed, queue: Queue): KnownBlock[] {
  const [text, ...buttons] = discrepancyRow(listed, 'home')
  const more =
    queue === 'snoozed' ? snoozeText(listed.discrepancy) : queue === 'overdue' ? dueText(listed) : null
  return [text!, ...(more === null ? [] : [context(more)]), ...buttons]
}

function dueText({ discrepancy, reconciliation }: Listed): string | null {
  const due = reconciliation && dueAt(discrepancy, reconciliation.triage)
  return due && `⏰ *Overdue* since ${dateToken(due)}`
}

function healthBlocks(body: HealthBody, page: HomePage): KnownBlock[] {
  const { reconciliations, total, elsewhere = [] } = body
  if (total === 0 && elsewhere.length === 0)
    return [section('There is no reconciliation yet. Define one in counterfoil.yml.')]
  const to = (skip: number) => writeHomePage({ ...page, isChosen: true, from: null, skip })
  const { skip } = page
  const shown =
    total > reconciliations.length ? `  ·  shows ${skip + 1}-${skip + reconciliations.length}` : ''
  return [
    section(`*${countOf(total, 'reconciliation')}*${shown}`),
    ...reconciliations.map(healthBlock),
    ...pageButtons({
      passed: skip,
      left: total - skip - reconciliations.length,
      previous: to(Math.max(0, skip - HOME_PAGE_SIZE)),
      next: to(skip + HOME_PAGE_SIZE),
    }),
    ...elsewhereBlocks(elsewhere),
  ]
}

function deliveryBlocks(failed: readonly Undelivered[], waiting: readonly Undelivered[]): KnownBlock[] {
  const problems = deliveryProblems(failed, waiting)
  if (problems.length > 0) return problems
  return [section('✅ *Every message was delivered*, or is on its way.')]
}

function pageButtons(pages: {
  readonly passed: number
  readonly left: number
  readonly previous: string
  readonly next: string
}): ActionsBlock[] {
  const { passed, left, previous, next } = pages
  const elements = [
    ...(passed > 0
      ? [button(`Previous ${Math.min(HOME_PAGE_SIZE, passed)}`, HOME_PAGE_ACTION_IDS.previous, previous)]
      : []),
    ...(left > 0 ? [button(`Next ${Math.min(HOME_PAGE_SIZE, left)}`, HOME_PAGE_ACTION_IDS.next, next)] : []),
  ]
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'home-pages', elements }]
}
