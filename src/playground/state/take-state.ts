import type { Conversation, Message } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ConversationState, MessageState, WorkspaceState } from './workspace-state.ts'

/** Bounds the file, which is written as a whole. */
const SAVED_PER_CHANNEL = 2_000

/** The workspace as it is kept: in each channel the newest messages, and what their replies belong to. */
export function takeState(workspace: Workspace): WorkspaceState {
  return {
    format: 'counterfoil-playground',
    version: 1,
    conversations: [...workspace.conversations.values()].map((each) => takeConversation(workspace, each)),
    homes: [...workspace.homes].map(([person, view]) => ({ person, view })),
    narration:
      workspace.narration === null ? null : { ...workspace.narration, lines: [...workspace.narration.lines] },
  }
}

function takeConversation(workspace: Workspace, conversation: Conversation): ConversationState {
  return {
    ...conversation,
    members: [...conversation.members],
    pins: [...conversation.pins],
    lastTs: workspace.lastTs.get(conversation.id) ?? null,
    messages: newestMessages(workspace.messages.get(conversation.id) ?? []).map(takeMessage),
  }
}

function newestMessages(messages: readonly Message[]): Message[] {
  const lasting = messages.filter((message) => message.onlyFor === null)
  const newest = lasting.slice(-SAVED_PER_CHANNEL)
  const threads = new Set(newest.map((message) => message.threadTs))
  const parents = lasting.slice(0, -SAVED_PER_CHANNEL).filter((message) => threads.has(message.ts))
  return [...parents, ...newest]
}

function takeMessage(message: Message): MessageState {
  const { ts, author, threadTs, blocks, metadata, editedTs, broadcast, reactions } = message
  // The files themselves are not kept: at least their names are.
  const text = message.text || message.files.map((file) => file.name).join(', ')
  const copied = reactions.map(({ name, users }) => ({ name, users: [...users] }))
  return { ts, author, threadTs, text, blocks, metadata, editedTs, broadcast, reactions: copied }
}
