import type { KnownBlock } from '@slack/types'
import { LIMITS } from '../limits.ts'
import { mrkdwn } from './mrkdwn.ts'

/** The last line of defence: leaves out blocks from the end, and says so, until Slack takes the rest. */
export function fitBlocks(
  blocks: readonly KnownBlock[],
  most: number,
  mostCharacters: number = LIMITS.charactersPerMessage,
): KnownBlock[] {
  const kept: KnownBlock[] = []
  let characters = 0
  for (const block of blocks) {
    characters += countCharacters(block)
    if (characters > mostCharacters) break
    kept.push(block)
  }
  const fitting = kept.slice(0, most)
  if (fitting.length === blocks.length) return fitting
  return [...fitting.slice(0, most - 1), SHORTENED]
}

const SHORTENED: KnownBlock = {
  type: 'context',
  elements: [mrkdwn('_This was too long for Slack; the end is left out._')],
}

/** Names of parts that are not shown to people. */
const UNSHOWN = new Set(['type', 'block_id', 'action_id', 'style'])

function countCharacters(part: unknown): number {
  if (typeof part === 'string') return part.length
  if (typeof part !== 'object' || part === null) return 0
  let count = 0
  for (const [name, value] of Object.entries(part)) if (!UNSHOWN.has(name)) count += countCharacters(value)
  return count
}
