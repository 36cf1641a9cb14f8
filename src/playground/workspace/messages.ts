import type { JsonObject } from '../json.ts'
import type { Message, SharedFile, Unfurl } from './contents.ts'
import type { Workspace } from './workspace.ts'

/** Bounded, so that a stand-in left running for weeks stays small. */
const KEPT_PER_CHANNEL = 20_000

export interface NewMessage {
  readonly channel: string
  readonly author: string
  readonly text: string
  readonly blocks?: JsonObject[]
  readonly metadata?: JsonObject | null
  readonly threadTs?: string | null
  readonly onlyFor?: string | null
  readonly unfurl?: Unfurl
  readonly files?: readonly SharedFile[]
  readonly broadcast?: boolean
}

export interface MessageEdit {
  readonly broadcast?: boolean
  readonly text?: string
  readonly blocks?: JsonObject[]
  readonly metadata?: JsonObject | null
}

/** Stores a message, gives it its ts, and tells everybody. */
export function addMessage(workspace: Workspace, wanted: NewMessage): Message {
  const message: Message = {
    channel: wanted.channel,
    ts: nextTs(workspace, wanted.channel),
    author: wanted.author,
    threadTs: wanted.threadTs ?? null,
    onlyFor: wanted.onlyFor ?? null,
    unfurl: wanted.unfurl ?? { links: false, media: true },
    files: wanted.files ?? [],
    broadcast: wanted.broadcast ?? false,
    reactions: [],
    text: wanted.text,
    blocks: wanted.blocks ?? [],
    metadata: wanted.metadata ?? null,
    editedTs: null,
    replies: null,
  }
  const list = workspace.messages.get(wanted.channel) ?? []
  workspace.messages.set(wanted.channel, list)
  list.push(message)
  if (list.length > KEPT_PER_CHANNEL) list.shift()
  workspace.changes.publish({ type: 'message', message, isNew: true })
  if (message.threadTs !== null && message.onlyFor === null) countAnew(workspace, message)
  return message
}

/** Changes a message in place; what is not given stays. */
export function editMessage(workspace: Workspace, message: Message, edit: MessageEdit): void {
  if (edit.text !== undefined) message.text = edit.text
  if (edit.blocks !== undefined) message.blocks = edit.blocks
  if (edit.metadata !== undefined) message.metadata = edit.metadata
  if (edit.broadcast !== undefined) message.broadcast = edit.broadcast
  if (message.onlyFor === null) message.editedTs = toTs(workspace.now().getTime() * 1000)
  workspace.changes.publish({ type: 'message', message, isNew: false })
}

/** Adds a reaction; false when this person has reacted with it before. */
export function addReaction(
  workspace: Workspace,
  message: Message,
  { name, user }: { name: string; user: string },
): boolean {
  const before = message.reactions.find((each) => each.name === name)
  if (before?.users.includes(user)) return false
  const after = { name, users: [...(before?.users ?? []), user] }
  message.reactions = before
    ? message.reactions.map((each) => (each === before ? after : each))
    : [...message.reactions, after]
  workspace.changes.publish({ type: 'message', message, isNew: false })
  return true
}

export function removeMessage(workspace: Workspace, message: Message): void {
  const list = workspace.messages.get(message.channel) ?? []
  list.splice(list.indexOf(message), 1)
  workspace.conversations.get(message.channel)?.pins.delete(message.ts)
  workspace.changes.publish({ type: 'message-gone', channel: message.channel, ts: message.ts })
  if (message.threadTs !== null && message.onlyFor === null) countAnew(workspace, message)
}

export function findMessage(workspace: Workspace, channel: string, ts: string): Message | null {
  return workspace.messages.get(channel)?.findLast((message) => message.ts === ts) ?? null
}

/** What everybody sees in a channel; replies only when their thread is asked for, or when they were sent to the channel too. */
export function listMessages(
  workspace: Workspace,
  channel: string,
  threadTs: string | null = null,
): Message[] {
  const all = (workspace.messages.get(channel) ?? []).filter((message) => message.onlyFor === null)
  if (threadTs === null) return all.filter((message) => message.threadTs === null || message.broadcast)
  return all.filter((message) => message.ts === threadTs || message.threadTs === threadTs)
}

/** What a parent says about its replies, which come oldest first. */
export function countReplies(replies: readonly Message[]): Message['replies'] {
  const latest = replies.at(-1)
  if (latest === undefined) return null
  const authors = [...new Set(replies.map((each) => each.author))]
  return { count: replies.length, authors, latestTs: latest.ts }
}

/** Slack's message ids are times; two posts in the same microsecond still differ. */
function nextTs(workspace: Workspace, channel: string): string {
  const last = workspace.lastTs.get(channel)
  const micros = workspace.now().getTime() * 1000
  const ts = toTs(last === undefined ? micros : Math.max(micros, fromTs(last) + 1))
  workspace.lastTs.set(channel, ts)
  return ts
}

function toTs(micros: number): string {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
}

function fromTs(ts: string): number {
  const [seconds = '0', micros = '0'] = ts.split('.')
  return Number(seconds) * 1e6 + Number(micros)
}

function countAnew(workspace: Workspace, reply: Message): void {
  const parent = findMessage(workspace, reply.channel, reply.threadTs ?? '')
  if (parent === null) return
  const thread = listMessages(workspace, reply.channel, parent.ts)
  parent.replies = countReplies(thread.filter((each) => each !== parent))
  workspace.changes.publish({ type: 'message', message: parent, isNew: false })
}
