import type { Message } from './workspace/contents.ts'
import { isVisibleTo } from './workspace/conversations.ts'
import type { Workspace } from './workspace/workspace.ts'

/** So many messages at a time. */
const STRETCH = 50

export interface Stretch {
  readonly channel: string
  /** The replies of this message, after the message itself; null: the channel's top level. */
  readonly thread?: string | null
  /** Only what is older than this ts. */
  readonly before?: string | null
  /** Only what is newer than this ts. */
  readonly after?: string | null
  /** On both sides of this message, or of the thread that it is in. */
  readonly around?: string | null
}

/** Neighbours in a channel or thread, oldest first. */
export interface History {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** A stretch of a channel or thread, the newest unless said; null when `around` is not there. */
export function readHistory(workspace: Workspace, me: string, stretch: Stretch): History | null {
  const { channel, thread = null, before = null, after = null, around = null } = stretch
  const visible = (workspace.messages.get(channel) ?? []).filter((each) => maySee(workspace, me, each))
  const all = visible.filter((each) =>
    thread === null ? standsInChannel(each) : each.ts === thread || each.threadTs === thread,
  )
  const cut = (start: number, end: number): History => ({
    messages: all.slice(Math.max(start, 0), end),
    hasOlder: start > 0,
    hasNewer: end < all.length,
  })
  if (around !== null) {
    const wanted = visible.find((each) => each.ts === around)
    const isReply = thread === null && wanted !== undefined && !standsInChannel(wanted)
    const ts = isReply ? wanted.threadTs : around
    const at = all.findIndex((each) => each.ts === ts)
    return at === -1 ? null : cut(at - STRETCH / 2, at + STRETCH / 2)
  }
  if (after !== null) {
    const start = all.findIndex((each) => each.ts > after)
    return start === -1 ? { messages: [], hasOlder: true, hasNewer: false } : cut(start, start + STRETCH)
  }
  const older = before === null ? -1 : all.findIndex((each) => each.ts >= before)
  const end = older === -1 ? all.length : older
  return cut(end - STRETCH, end)
}

/** At the top level, or a reply that was sent to the channel as well. */
export function standsInChannel(message: Message): boolean {
  return message.threadTs === null || message.broadcast
}

export function maySee(workspace: Workspace, me: string, message: Message): boolean {
  const conversation = workspace.conversations.get(message.channel)
  if (conversation === undefined || !isVisibleTo(workspace, conversation, me)) return false
  return message.onlyFor === null || message.onlyFor === me
}
