import type { HomeView, KnownBlock } from '@slack/types'
import { LIMITS } from '../limits.ts'
import { context, section } from './blocks.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { fitBlocks } from './fit-blocks.ts'
import { code } from './mrkdwn.ts'
import { countOf, type Listed } from './words.ts'

export interface HomeContent {
  /** Most severe first. */
  readonly rows: readonly Listed[]
  readonly total: number
  /** What became of the last click, escaped; null: this was no click. */
  readonly notice: string | null
}

/** How many discrepancies the Home tab asks for. */
export const HOME_ROWS = 30

/** The Home tab: what is open, most severe first, with buttons. */
export function homeView({ rows, total, notice }: HomeContent): HomeView {
  const more = total - rows.length
  const blocks: (KnownBlock | null)[] = [
    notice === null ? null : section(notice),
    section(
      total === 0
        ? '✅ *Nothing is open.* The systems agree.'
        : `*${countOf(total, 'open discrepancy', 'open discrepancies')}*`,
    ),
    ...rows.flatMap((listed) => discrepancyRow(listed, 'home')),
    context(
      ...(more > 0 ? [`and ${countOf(more, 'other')}: ${code('/recon list')}`] : []),
      `More: ${code('/recon help')}`,
    ),
  ]
  const present = blocks.filter((block) => block !== null)
  return { type: 'home', blocks: fitBlocks(present, LIMITS.blocksPerView) }
}
