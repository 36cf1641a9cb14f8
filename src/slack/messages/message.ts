import type { KnownBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'
import { fitBlocks } from './fit-blocks.ts'

/** What is posted: blocks for the screen; `text` for notifications, screen readers and clients without blocks. */
export interface Message {
  readonly text: string
  readonly blocks: KnownBlock[]
  /** The same without blocks that not every workspace takes yet: sent in its place where Slack refuses them. */
  readonly plainer?: Message
}

/** Makes a message that Slack takes whatever went into it. `text` is escaped already. */
export function makeMessage(text: string, blocks: readonly (KnownBlock | null)[]): Message {
  const present = blocks.filter((block) => block !== null)
  return { text: cut(text, LIMITS.messageText), blocks: fitBlocks(present, LIMITS.blocksPerMessage) }
}
