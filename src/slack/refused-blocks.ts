import type { Message } from './messages/message.ts'

/** How long a block that was refused is not tried again: the next day's first message asks anew. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000

/** What a workspace was seen to refuse: one memory for each client, which is one workspace's. */
export interface RefusedBlocks {
  /** Whether the message has blocks that were refused within a day, and its plainer form has not. */
  areIn(message: Message): boolean
  /** This workspace takes the plainer form and not the message. */
  remember(message: Message): void
}

export function openRefusedBlocks(now: () => Date): RefusedBlocks {
  const refusedAt = new Map<string, number>()
  const isRefused = (type: string) => {
    const at = refusedAt.get(type)
    return at !== undefined && now().getTime() - at < REMEMBERED_MS
  }
  return {
    areIn: (message) => newerBlocks(message).some(isRefused),
    remember(message) {
      for (const type of newerBlocks(message)) refusedAt.set(type, now().getTime())
    },
  }
}

/** Kinds of blocks that the plainer form does without. */
function newerBlocks({ blocks, plainer }: Message): string[] {
  if (!plainer) return []
  const kept = new Set<string>(plainer.blocks.map(({ type }) => type))
  return [...new Set<string>(blocks.map(({ type }) => type))].filter((type) => !kept.has(type))
}
