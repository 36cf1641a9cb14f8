import type { Message } from './workspace/contents.ts'
import { isVisibleTo } from './workspace/conversations.ts'
import type { Workspace } from './workspace/workspace.ts'

/** So many top-level messages at a time. */
const SHOWN_AT_ONCE = 300

export interface Stretch {
  readonly channel: string
  /** Only what is older than this ts. */
  readonly before?: string | null
  /** As far back as this message, or the thread that it is in. */
  readonly backTo?: string | null
}

export interface History {
  /** Top-level messages with all their replies, oldest first. */
  readonly messages: Message[]
  /** The oldest top-level message among them; null where nothing older is left. */
  readonly from: string | null
}

/** The newest part of a channel, or of what is older than a message; null when `backTo` is not there. */
export function readHistory(workspace: Workspace, me: string, stretch: Stretch): History | null {
  const { channel, before = null, backTo = null } = stretch
  const visible = (workspace.messages.get(channel) ?? []).filter((each) => maySee(workspace, me, each))
  const roots = visible.filter((each) => each.threadTs === null && (before === null || each.ts < before))
  const start = backTo === null ? roots.length - SHOWN_AT_ONCE : indexOf(backTo)
  if (start === -1 && backTo !== null) return null
  const page = roots.slice(Math.max(start, 0))
  const shown = new Set(page.map((each) => each.ts))
  return {
    messages: visible.filter((each) => shown.has(each.threadTs ?? each.ts)),
    from: start > 0 ? (page[0]?.ts ?? null) : null,
  }

  function indexOf(ts: string): number {
    const wanted = visible.find((each) => each.ts === ts)
    return roots.findIndex((each) => each.ts === (wanted?.threadTs ?? wanted?.ts))
  }
}

export function maySee(workspace: Workspace, me: string, message: Message): boolean {
  const conversation = workspace.conversations.get(message.channel)
  if (conversation === undefined || !isVisibleTo(workspace, conversation, me)) return false
  return message.onlyFor === null || message.onlyFor === me
}
