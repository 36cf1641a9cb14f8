import type { SectionBlock } from '@slack/types'
import type { CauseTrend, FieldTrend } from '../../domain/field-trend.ts'
import { section } from './blocks.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { countOf, describeCause } from './words.ts'

const SHOWN = 10
const DAY_MS = 86_400_000

/** The causes that were recognised, most first, and those that are gone. */
export function trendCauses({ causes }: FieldTrend): SectionBlock | null {
  if (causes.length === 0) return null
  const rest = causes.length - SHOWN
  return section(
    '*Looks like*',
    ...causes.slice(0, SHOWN).map(causeLine),
    ...(rest > 0 ? [`and ${countOf(rest, 'other')}`] : []),
  )
}

function causeLine(each: CauseTrend): string {
  const { field, cause, opened, open, goneAt, lastSeenAt } = each
  const what = `${plain(describeCause(cause), 80)} in ${code(field, 80)}`
  const counts = [
    opened === 0 ? '' : `${opened.toLocaleString('en')} opened`,
    open === 0 ? '' : `${open.toLocaleString('en')} open`,
  ].filter((part) => part !== '')
  const counted = counts.length === 0 ? '' : `: ${counts.join(', ')}`
  if (goneAt !== null && lastSeenAt !== null)
    return `🟢 ${what}${counted}  ·  *gone*, last seen ${dateToken(lastSeenAt)}`
  return `${what}${counted}${backText(each)}`
}

function backText({ backAt, awaySince }: CauseTrend): string {
  if (backAt === null || awaySince === null) return ''
  const days = Math.max(1, Math.floor((backAt.getTime() - awaySince.getTime()) / DAY_MS))
  return `  ·  ↩️ back since ${dateToken(backAt)}, after ${countOf(days, 'day')}`
}
