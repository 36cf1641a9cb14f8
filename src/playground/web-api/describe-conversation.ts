import type { JsonObject } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A conversation in the shape in which Slack sends it to apps. */
export function describeConversation(workspace: Workspace, conversation: Conversation): JsonObject {
  const { id, kind, createdAt, isShared } = conversation
  if (kind === 'direct')
    return { id, created: createdAt, is_im: true, user: conversation.person, is_open: true }
  return {
    id,
    name: conversation.name,
    name_normalized: conversation.name,
    created: createdAt,
    is_channel: kind === 'public',
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: kind === 'private',
    is_archived: conversation.archived,
    is_shared: isShared,
    is_ext_shared: isShared,
    is_member: conversation.members.has(workspace.bot.id),
    num_members: conversation.members.size,
    topic: { value: conversation.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  }
}
