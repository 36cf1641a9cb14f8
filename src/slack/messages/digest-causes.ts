import type { SectionBlock } from '@slack/types'
import type { FieldCause } from '../../domain/cause-state.ts'
import type { DigestFacts } from '../../domain/digest-facts.ts'
import { section } from './blocks.ts'
import { code, plain } from './mrkdwn.ts'
import { countOf, describeCause } from './words.ts'

const NAMED = 5
const DAY_SECONDS = 86_400

/** Causes that have stopped appearing, and those that are back. */
export function digestCauses({ gone = [], back = [] }: DigestFacts): SectionBlock | null {
  const lines = [
    ...some(gone, (each) => `🟢 No more ${named(each)}`),
    ...some(back, (each) => `↩️ ${named(each)} is back after ${away(each.seconds)}`),
  ]
  return lines.length === 0 ? null : section(...lines)
}

function some<Each>(all: readonly Each[], line: (each: Each) => string): string[] {
  const rest = all.length - NAMED
  return [...all.slice(0, NAMED).map(line), ...(rest > 0 ? [`and ${countOf(rest, 'other')}`] : [])]
}

function named({ title, field, cause }: FieldCause & { readonly title: string }): string {
  return `*${plain(describeCause(cause), 80)}* in *${plain(title, 80)}*: ${code(field, 80)}`
}

function away(seconds: number): string {
  return countOf(Math.max(1, Math.floor(seconds / DAY_SECONDS)), 'day')
}
