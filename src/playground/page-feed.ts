import { maySee } from './page-history.ts'
import type { PageChange, PageConversation, PageSnapshot } from './page-protocol.ts'
import type { ReadMarks } from './page-reads.ts'
import type { Change } from './workspace/changes.ts'
import type { Conversation } from './workspace/contents.ts'
import { isVisibleTo } from './workspace/conversations.ts'
import type { Workspace } from './workspace/workspace.ts'

/** What this person sees now; messages are asked for when a conversation is looked at. */
export function takeSnapshot(workspace: Workspace, me: string, reads: ReadMarks): PageSnapshot {
  const conversations = [...workspace.conversations.values()].filter((each) =>
    isVisibleTo(workspace, each, me),
  )
  return {
    title: workspace.title,
    me,
    bot: workspace.bot.id,
    members: [...workspace.members.values()],
    groups: [...workspace.userGroups.values()],
    conversations: conversations.map(describe),
    unread: reads.unread(me),
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
    const visible = conversation !== undefined && isVisibleTo(workspace, conversation, me)
    return visible ? { type: 'conversation', conversation: describe(conversation) } : null
  }
  if (change.type !== 'message') return change
  return maySee(workspace, me, change.message) ? change : null
}

function describe(conversation: Conversation): PageConversation {
  const { id, name, kind, topic, archived } = conversation
  return { id, name, kind, topic, archived, memberCount: conversation.members.size }
}
