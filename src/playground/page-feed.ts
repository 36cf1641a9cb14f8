import type { PageChange, PageConversation, PageSnapshot } from './page-protocol.ts'
import type { Change } from './workspace/changes.ts'
import type { Conversation, Message } from './workspace/contents.ts'
import { isVisibleTo } from './workspace/conversations.ts'
import type { Workspace } from './workspace/workspace.ts'

const SHOWN_PER_CHANNEL = 300

/** What this person sees now. */
export function takeSnapshot(workspace: Workspace, me: string): PageSnapshot {
  const conversations = [...workspace.conversations.values()].filter((each) => isVisibleTo(each, me))
  return {
    title: workspace.title,
    me,
    bot: workspace.bot.id,
    members: [...workspace.members.values()],
    conversations: conversations.map(describe),
    messages: conversations.flatMap((each) => recentMessages(workspace, each.id, me)),
    stack: workspace.stacks.get(me) ?? [],
    home: workspace.homes.get(me) ?? null,
    narration: workspace.narration,
    commands: workspace.commands,
    connections: workspace.connections,
  }
}

/** The change as this person may see it; null when it is none of their business. */
export function changeFor(workspace: Workspace, me: string, change: Change): PageChange | null {
  if (change.type === 'views' || change.type === 'home') return change.user === me ? change : null
  if (change.type === 'conversation') {
    const conversation = workspace.conversations.get(change.id)
    const visible = conversation !== undefined && isVisibleTo(conversation, me)
    return visible ? { type: 'conversation', conversation: describe(conversation) } : null
  }
  if (change.type !== 'message') return change
  return maySee(workspace, me, change.message) ? change : null
}

function maySee(workspace: Workspace, me: string, message: Message): boolean {
  const conversation = workspace.conversations.get(message.channel)
  if (conversation === undefined || !isVisibleTo(conversation, me)) return false
  return message.onlyFor === null || message.onlyFor === me
}

/** The newest top-level messages with all their replies. */
function recentMessages(workspace: Workspace, channel: string, me: string): Message[] {
  const visible = (workspace.messages.get(channel) ?? []).filter((each) => maySee(workspace, me, each))
  const roots = visible.filter((each) => each.threadTs === null).slice(-SHOWN_PER_CHANNEL)
  const shown = new Set(roots.map((each) => each.ts))
  return visible.filter((each) => shown.has(each.threadTs ?? each.ts))
}

function describe(conversation: Conversation): PageConversation {
  const { id, name, kind, topic, archived } = conversation
  return { id, name, kind, topic, archived, memberCount: conversation.members.size }
}
