import type { SectionBlock } from '@slack/types'
import type { DigestFacts } from '../../domain/digest-facts.ts'
import type { FixFacts } from '../../domain/fix-facts.ts'
import { section } from './blocks.ts'
import { plain } from './mrkdwn.ts'

const ROWS = 10
const NUMBERS = 8

/** What remedies did by themselves, then what somebody approved, then what they could not do; null: nothing of it. */
export function digestFixes({ fixes = [] }: Pick<DigestFacts, 'fixes'>): SectionBlock | null {
  const verified = fixes.filter(({ state }) => state === 'verified')
  const automatic = verified.filter((fix) => fix.automatic)
  const approved = verified.filter((fix) => !fix.automatic)
  const others = fixes.filter(({ state }) => state !== 'verified')
  const lines = [
    ...part('🤖 *Fixed automatically', automatic),
    ...part('🔧 *Fixed with approval', approved),
    ...part('⚠️ *Not fixed by a remedy', others),
  ]
  return lines.length === 0 ? null : section(...lines)
}

/** `*Fixed automatically: 12*`, and below it a line for each remedy. */
function part(heading: string, fixes: readonly FixFacts[]): string[] {
  if (fixes.length === 0) return []
  const total = fixes.reduce((sum, { count }) => sum + count, 0)
  const rest = fixes.length - ROWS
  return [
    `${heading}: ${amount(total)}*`,
    ...fixes.slice(0, ROWS).map(rowText),
    ...(rest > 0 ? [`• and ${amount(rest)} more`] : []),
  ]
}

const WORDS: Readonly<Partial<Record<FixFacts['state'], string>>> = {
  unverified: ' not proven',
  failed: ' failed',
  unknown: ' nobody knows',
}

function rowText({ title, state, count, numbers }: FixFacts): string {
  const shown = numbers.slice(0, NUMBERS).map((number) => `#${number}`)
  const rest = count - shown.length
  return `• ${plain(title, 80)}: ${amount(count)}${WORDS[state] ?? ''} (${shown.join(', ')}${rest > 0 ? ` and ${amount(rest)} more` : ''})`
}

function amount(count: number): string {
  return count.toLocaleString('en')
}
