import { checkMetadata } from '../blocks/check-message.ts'
import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { isVisibleTo } from '../workspace/conversations.ts'
import { addMessage, editMessage, findMessage, removeMessage } from '../workspace/messages.ts'
import type { Workspace } from '../workspace/workspace.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelArgument,
  objectArgument,
  requiredText,
  textArgument,
} from './call.ts'
import { describeMessage } from './describe-message.ts'
import { contentArgument } from './message-content.ts'

const POST_CHARACTERS = 40_000
const UPDATE_CHARACTERS = 4_000

/** chat.*: posting, editing and deleting as the app's bot. */
export const chatMethods: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': { token: 'bot', scope: 'chat:write', run: post },
  'chat.update': { token: 'bot', scope: 'chat:write', run: update },
  'chat.postEphemeral': { token: 'bot', scope: 'chat:write', run: postEphemeral },
  'chat.delete': { token: 'bot', scope: 'chat:write', run: remove },
  'chat.getPermalink': { token: 'bot', run: permalink },
}

function post(call: ApiCall): JsonObject {
  const { workspace } = call
  const channel = writableChannel(call)
  const content = readContent(call)
  const threadTs = readThread(call, channel)
  const metadata = readMetadata(call)
  const wait = workspace.postLimit.take(channel.id)
  if (wait !== null) throw new ApiRefusal('ratelimited', {}, wait)
  const message = addMessage(workspace, {
    channel: channel.id,
    author: workspace.bot.id,
    ...content,
    text: [...content.text].slice(0, POST_CHARACTERS).join(''),
    metadata: metadata ?? null,
    threadTs,
  })
  return { channel: channel.id, ts: message.ts, message: describeMessage(workspace, message) }
}

function update(call: ApiCall): JsonObject {
  const { workspace } = call
  const channel = writableChannel(call)
  const message = ownMessage(call, channel, 'cant_update_message')
  const { text, blocks } = contentArgument(call, UPDATE_CHARACTERS)
  if (blocks !== null && isRichText(message.blocks) !== isRichText(blocks) && message.blocks.length > 0) {
    throw new ApiRefusal('block_mismatch')
  }
  const metadata = readMetadata(call)
  editMessage(workspace, message, {
    ...(text === null ? {} : { text }),
    ...(blocks === null ? {} : { blocks }),
    ...(metadata === undefined ? {} : { metadata }),
  })
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: describeMessage(workspace, message),
  }
}

function postEphemeral(call: ApiCall): JsonObject {
  const channel = writableChannel(call)
  const user = requiredText(call, 'user')
  if (!channel.members.has(user)) throw new ApiRefusal('user_not_in_channel')
  const message = addMessage(call.workspace, {
    channel: channel.id,
    author: call.workspace.bot.id,
    ...readContent(call),
    threadTs: readThread(call, channel),
    onlyFor: user,
  })
  return { message_ts: message.ts }
}

function remove(call: ApiCall): JsonObject {
  const channel = channelArgument(call)
  const message = ownMessage(call, channel, 'cant_delete_message')
  removeMessage(call.workspace, message)
  return { channel: channel.id, ts: message.ts }
}

function permalink(call: ApiCall): JsonObject {
  const channel = channelArgument(call)
  const ts = requiredText(call, 'message_ts')
  if (findMessage(call.workspace, channel.id, ts) === null) throw new ApiRefusal('message_not_found')
  return { channel: channel.id, permalink: `${call.origin}/archives/${channel.id}/p${ts.replace('.', '')}` }
}

function writableChannel(call: ApiCall): Conversation {
  const channel = channelArgument(call)
  if (!isVisibleTo(channel, call.workspace.bot.id)) throw new ApiRefusal('channel_not_found')
  if (channel.archived) throw new ApiRefusal('is_archived')
  const invited = channel.members.has(call.workspace.bot.id)
  if (!invited && !call.workspace.scopes.includes('chat:write.public')) throw new ApiRefusal('not_in_channel')
  return channel
}

function readContent(call: ApiCall): { text: string; blocks: JsonObject[] } {
  const { text, blocks } = contentArgument(call)
  return { text: text ?? '', blocks: blocks ?? [] }
}

/** A reply to a reply lands in the same thread. An unknown parent is refused: Slack would orphan the reply. */
function readThread(call: ApiCall, channel: Conversation): string | null {
  const ts = textArgument(call, 'thread_ts')
  if (ts === null || ts === '') return null
  const parent = findMessage(call.workspace, channel.id, ts)
  if (parent === null) throw new ApiRefusal('thread_not_found')
  return parent.threadTs ?? parent.ts
}

/** Undefined keeps the message's metadata, `{}` clears it. */
function readMetadata(call: ApiCall): JsonObject | null | undefined {
  const metadata = objectArgument(call, 'metadata')
  if (metadata === null) return undefined
  if (Object.keys(metadata).length === 0) return null
  const refusal = checkMetadata(metadata)
  if (refusal !== null) throw new ApiRefusal(refusal)
  return metadata
}

function ownMessage(call: ApiCall, channel: Conversation, refusal: string): Message {
  const message = findMessage(call.workspace, channel.id, requiredText(call, 'ts'))
  if (message === null || message.onlyFor !== null) throw new ApiRefusal('message_not_found')
  if (!isOwn(call.workspace, message)) throw new ApiRefusal(refusal)
  return message
}

function isOwn(workspace: Workspace, message: Message): boolean {
  return message.author === workspace.bot.id
}

function isRichText(blocks: readonly unknown[]): boolean {
  return blocks.some((block) => (block as JsonObject).type === 'rich_text')
}
