import type { ActionsBlock, HomeView, KnownBlock } from '@slack/types'
import type { QueueCounts } from '../../domain/queue.ts'
import { LIMITS } from '../limits.ts'
import { button, context, section } from './blocks.ts'
import { fitBlocks } from './fit-blocks.ts'
import { type HomeBody, homeBody } from './home-body.ts'
import { firstPage, HOME_SECTIONS, type HomePage, type HomeSection, writeHomePage } from './home-page.ts'
import { code, dateToken } from './mrkdwn.ts'

export interface HomeContent {
  readonly page: HomePage
  readonly counts: HomeCounts
  readonly body: HomeBody
  /** What became of the last click, escaped; null: this was no click. */
  readonly notice: string | null
  /** When it was read. */
  readonly at: Date
}

export type HomeCounts = QueueCounts & { readonly undelivered: number }

/** Action ids of the buttons at the top; the value is the page to show. */
export const HOME_SECTION_ACTION_IDS = {
  mine: 'home.section.mine',
  unassigned: 'home.section.unassigned',
  overdue: 'home.section.overdue',
  open: 'home.section.open',
  snoozed: 'home.section.snoozed',
  health: 'home.section.health',
  delivery: 'home.section.delivery',
} as const satisfies Record<HomeSection, string>

const SECTION_LABELS: Readonly<Record<HomeSection, string>> = {
  mine: 'Mine',
  unassigned: 'Unassigned',
  overdue: 'Overdue',
  open: 'All open',
  snoozed: 'Snoozed',
  health: 'Reconciliations',
  delivery: 'Delivery problems',
}

/** The Home tab: one section at a time, with the buttons to the others above it. */
export function homeView({ page, counts, body, notice, at }: HomeContent): HomeView {
  const blocks: KnownBlock[] = [
    sectionButtons(page, counts),
    ...(notice === null ? [] : [section(notice)]),
    { type: 'divider' },
    ...homeBody(body, page),
    context(`As of ${dateToken(at)}, or press a button above to look again`, `More: ${code('/recon help')}`),
  ]
  return {
    type: 'home',
    private_metadata: writeHomePage(page),
    blocks: fitBlocks(blocks, LIMITS.blocksPerView, LIMITS.charactersPerView),
  }
}

function sectionButtons({ section: shown }: HomePage, counts: HomeCounts): ActionsBlock {
  const elements = HOME_SECTIONS.map((each) => {
    const count = countIn(each, counts)
    const words = count === null ? '' : ` ${count.toLocaleString('en')}`
    const sign = isTrouble(each, counts) ? '⚠️ ' : ''
    const isShown = each === shown
    return {
      ...button(
        `${sign}${SECTION_LABELS[each]}${words}`,
        HOME_SECTION_ACTION_IDS[each],
        writeHomePage(firstPage(each)),
      ),
      accessibility_label: `${SECTION_LABELS[each]}${words}${isShown ? ', shown now' : ''}`,
      ...(isShown ? { style: 'primary' as const } : {}),
    }
  })
  return { type: 'actions', block_id: 'home-sections', elements }
}

/** What should not be. */
function isTrouble(section: HomeSection, counts: HomeCounts): boolean {
  if (section === 'overdue') return counts.overdue > 0
  return section === 'delivery' && counts.undelivered > 0
}

function countIn(shown: HomeSection, counts: HomeCounts): number | null {
  if (shown === 'health') return null
  return shown === 'delivery' ? counts.undelivered : counts[shown]
}
