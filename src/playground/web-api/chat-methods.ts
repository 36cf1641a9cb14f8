import { nameBlocks } from '../blocks/name-blocks.ts'
import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { addMessage, editMessage, findMessage, removeMessage } from '../workspace/messages.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelArgument,
  channelById,
  flagArgument,
  requiredText,
} from './call.ts'
import { describeMessage } from './describe-message.ts'
import {
  cutText,
  readContent,
  readMessage,
  readMetadata,
  readThread,
  writableChannel,
} from './message-arguments.ts'
import { contentArgument } from './message-content.ts'

const UPDATE_CHARACTERS = 4_000

/** chat.*: posting, editing and deleting as the app's bot. */
export const chatMethods: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': { token: 'bot', scope: 'chat:write', run: post },
  'chat.update': { token: 'bot', scope: 'chat:write', tier: 3, run: update },
  'chat.postEphemeral': { token: 'bot', scope: 'chat:write', tier: 4, run: postEphemeral },
  'chat.delete': { token: 'bot', scope: 'chat:write', tier: 3, run: remove },
  'chat.getPermalink': { token: 'bot', run: permalink },
}

function post(call: ApiCall): JsonObject {
  const { workspace } = call
  const { message: wanted, warnings } = readMessage(call)
  const wait = workspace.postLimit.take(wanted.channel)
  if (wait !== null) throw new ApiRefusal('ratelimited', {}, wait)
  const message = addMessage(workspace, wanted)
  return {
    channel: message.channel,
    ts: message.ts,
    message: describeMessage(workspace, message, call.origin),
    ...warnings,
  }
}

function update(call: ApiCall): JsonObject {
  const { workspace } = call
  if (workspace.settings.messageLimitReached) throw new ApiRefusal('message_limit_exceeded')
  const channel = channelById(call)
  if (channel.archived) throw new ApiRefusal('is_inactive')
  const message = ownMessage(call, channel, 'cant_update_message')
  refuseLateEdit(call, message)
  if (flagArgument(call, 'reply_broadcast')) broadcast(call, message)
  else edit(call, message)
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: describeMessage(workspace, message, call.origin),
  }
}

function refuseLateEdit({ workspace }: ApiCall, message: Message): void {
  const { editWindowMinutes } = workspace.settings
  const age = workspace.clock.now() - Math.round(Number(message.ts) * 1000)
  if (editWindowMinutes !== null && age > editWindowMinutes * 60_000) {
    throw new ApiRefusal('edit_window_closed')
  }
}

/** What is not said stays, but new text without blocks takes the old blocks away. */
function edit(call: ApiCall, message: Message): void {
  const { text: words, blocks } = contentArgument(call, UPDATE_CHARACTERS)
  const text = words || null
  const after = blocks ?? (text === null ? message.blocks : [])
  if (isRichText(message.blocks) && !isRichText(after)) throw new ApiRefusal('block_mismatch')
  const metadata = readMetadata(call)
  editMessage(call.workspace, message, {
    ...(text === null ? {} : { text }),
    ...(after === message.blocks ? {} : { blocks: nameBlocks(after) }),
    ...(metadata === undefined ? {} : { metadata }),
  })
}

/** Shows an old reply in its channel; it cannot be changed in the same breath. */
function broadcast(call: ApiCall, message: Message): void {
  if (message.threadTs === null) throw new ApiRefusal('cant_broadcast_message')
  const said = ['text', 'blocks', 'attachments', 'markdown_text']
  if (said.some((name) => call.arguments[name] !== undefined)) {
    throw new ApiRefusal('no_dual_broadcast_content_update')
  }
  editMessage(call.workspace, message, { broadcast: true })
}

function postEphemeral(call: ApiCall): JsonObject {
  const { workspace } = call
  if (workspace.settings.messageLimitReached) throw new ApiRefusal('message_limit_exceeded')
  const channel = writableChannel(call)
  const user = requiredText(call, 'user')
  if (!channel.members.has(user)) throw new ApiRefusal('user_not_in_channel')
  const { text, blocks } = readContent(call)
  const message = addMessage(workspace, {
    channel: channel.id,
    author: workspace.bot.id,
    text: cutText(text),
    blocks,
    threadTs: readThread(call, channel),
    onlyFor: user,
  })
  return { message_ts: message.ts }
}

function remove(call: ApiCall): JsonObject {
  const channel = channelById(call)
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

function ownMessage(call: ApiCall, channel: Conversation, refusal: string): Message {
  const { workspace } = call
  const message = findMessage(workspace, channel.id, requiredText(call, 'ts'))
  if (message === null || message.onlyFor !== null) throw new ApiRefusal('message_not_found')
  if (message.author !== workspace.bot.id) throw new ApiRefusal(refusal)
  return message
}

function isRichText(blocks: readonly unknown[]): boolean {
  return blocks.some((block) => (block as JsonObject).type === 'rich_text')
}
