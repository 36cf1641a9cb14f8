import type { Surface } from '../blocks/block-rules.ts'
import { checkBlocks } from '../blocks/check-blocks.ts'
import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { addChannel } from '../workspace/conversations.ts'
import { countReplies } from '../workspace/messages.ts'
import { restoreHome } from '../workspace/views.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ConversationState, MessageState, WorkspaceState } from './workspace-state.ts'

/** Puts what was kept into a new workspace that nobody looks at yet; its channels stay, by name. */
export function restoreState(workspace: Workspace, state: WorkspaceState): void {
  const wanted = [...workspace.conversations.values()]
  workspace.conversations.clear()
  for (const conversation of state.conversations) restoreConversation(workspace, conversation)
  const known = new Set(state.conversations.map((each) => (each.kind === 'direct' ? '' : each.name)))
  for (const { name } of wanted) if (!known.has(name)) addChannel(workspace, name)
  for (const { person, view } of state.homes) {
    restoreHome(workspace, person, { ...view, blocks: soundBlocks(view.blocks, 'home') })
  }
  workspace.narration = state.narration
}

function restoreConversation(workspace: Workspace, state: ConversationState): void {
  const { messages, lastTs, ...facts } = state
  const conversation: Conversation = { ...facts, members: new Set(facts.members), pins: new Set(facts.pins) }
  workspace.conversations.set(conversation.id, conversation)
  if (lastTs !== null) workspace.lastTs.set(conversation.id, lastTs)
  workspace.messages.set(conversation.id, restoreMessages(conversation.id, messages))
}

function restoreMessages(channel: string, states: readonly MessageState[]): Message[] {
  const messages = states.map((state): Message => {
    const blocks = soundBlocks(state.blocks, 'message')
    const unfurl = { links: false, media: true }
    return { ...state, blocks, channel, unfurl, files: [], onlyFor: null, replies: null }
  })
  const threads = new Map<string, Message[]>()
  for (const message of messages) {
    if (message.threadTs === null) continue
    const replies = threads.get(message.threadTs) ?? []
    threads.set(message.threadTs, replies)
    replies.push(message)
  }
  for (const message of messages) message.replies = countReplies(threads.get(message.ts) ?? [])
  return messages
}

/** The page trusts the shape of blocks; those of a file that somebody has edited may be anything. */
function soundBlocks(blocks: JsonObject[], surface: Surface): JsonObject[] {
  return checkBlocks(blocks, surface).length === 0 ? blocks : []
}
