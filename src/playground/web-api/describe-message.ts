import type { JsonObject } from '../json.ts'
import type { Message } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { describeFile } from './describe-file.ts'

/** A message in the shape in which Slack sends it to apps. */
export function describeMessage(workspace: Workspace, message: Message, origin = ''): JsonObject {
  const fromApp = message.author === workspace.bot.id
  const isPinned = workspace.conversations.get(message.channel)?.pins.has(message.ts)
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.author,
    ts: message.ts,
    text: message.text,
    team: workspace.teamId,
    ...(fromApp ? { bot_id: workspace.botId, app_id: workspace.appId } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.metadata === null ? {} : { metadata: message.metadata }),
    ...(message.editedTs === null ? {} : { edited: { user: message.author, ts: message.editedTs } }),
    ...(message.onlyFor === null ? {} : { is_ephemeral: true }),
    ...(message.files.length === 0 ? {} : { files: describeFiles(workspace, message, origin), upload: true }),
    ...(message.reactions.length === 0 ? {} : { reactions: message.reactions.map(describeReaction) }),
    ...(isPinned ? { pinned_to: [message.channel] } : {}),
    ...(message.replies === null
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: message.replies.count,
          reply_users: message.replies.authors,
          latest_reply: message.replies.latestTs,
        }),
  }
}

function describeFiles(workspace: Workspace, message: Message, origin: string): JsonObject[] {
  return message.files.map(({ id }) => {
    const file = workspace.files.find(id)
    // As Slack words a file that is not there any more.
    return file === null ? { id, mode: 'tombstone' } : describeFile(workspace, file, origin)
  })
}

function describeReaction({ name, users }: Message['reactions'][number]): JsonObject {
  return { name, users, count: users.length }
}
