import type { JsonObject } from '../json.ts'
import type { Message } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A message in the shape in which Slack sends it to apps. */
export function describeMessage(workspace: Workspace, message: Message): JsonObject {
  const fromApp = message.author === workspace.bot.id
  return {
    type: 'message',
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
