import { nameBlocks } from '../blocks/name-blocks.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../json.ts'
import type { Conversation, PostingRule } from '../workspace/contents.ts'
import { findMessage, type NewMessage } from '../workspace/messages.ts'
import {
  type ApiCall,
  ApiRefusal,
  channelArgument,
  flagArgument,
  objectArgument,
  optionalFlag,
  textArgument,
} from './call.ts'
import { contentArgument } from './message-content.ts'

const POST_CHARACTERS = 40_000
/** Slack does not say where its limit is. */
const METADATA_BYTES = 8_000

/** A message as a call words it, ready to be stored. */
export interface WordedMessage {
  readonly message: NewMessage
  /** Slack posts what is too long, cuts it, and says so. */
  readonly warnings: JsonObject
}

/** Everything that a post, now or later, says about its message. Throws what Slack would refuse. */
export function readMessage(call: ApiCall): WordedMessage {
  const { workspace } = call
  if (workspace.settings.messageLimitReached) throw new ApiRefusal('message_limit_exceeded')
  const channel = writableChannel(call)
  const content = readContent(call)
  const threadTs = readThread(call, channel)
  refuseByRule(channel.rule, threadTs !== null)
  const metadata = readMetadata(call) ?? null
  const text = cutText(content.text)
  return {
    warnings: text === content.text ? {} : { response_metadata: TRUNCATED },
    message: {
      channel: channel.id,
      author: workspace.bot.id,
      text,
      blocks: content.blocks,
      metadata,
      threadTs,
      broadcast: threadTs !== null && flagArgument(call, 'reply_broadcast'),
      unfurl: {
        links: optionalFlag(call, 'unfurl_links') ?? false,
        media: optionalFlag(call, 'unfurl_media') ?? true,
      },
    },
  }
}

const TRUNCATED = {
  warnings: ['message_truncated'],
  messages: [
    '[WARN] Your message was truncated but still posted. The `text` field accepts up to 40,000 characters.',
  ],
}

export function cutText(text: string): string {
  const characters = [...text]
  return characters.length <= POST_CHARACTERS ? text : characters.slice(0, POST_CHARACTERS).join('')
}

/** Where the bot may write: `chat:write.public` opens public channels that it is not in. */
export function writableChannel(call: ApiCall): Conversation {
  const { workspace } = call
  const channel = channelArgument(call)
  if (channel.archived) throw new ApiRefusal('is_archived')
  if (channel.kind === 'direct' && !workspace.settings.messagesTab) {
    throw new ApiRefusal('messages_tab_disabled')
  }
  const invited = channel.members.has(workspace.bot.id)
  if (!invited && !workspace.scopes.includes('chat:write.public')) throw new ApiRefusal('not_in_channel')
  return channel
}

const REFUSED_BY: Readonly<
  Record<PostingRule, { readonly post: string | null; readonly reply: string | null }>
> = {
  anyone: { post: null, reply: null },
  'some-people': { post: 'restricted_action', reply: 'restricted_action' },
  'read-only': {
    post: 'restricted_action_read_only_channel',
    reply: 'restricted_action_read_only_channel',
  },
  'replies-only': { post: 'restricted_action_thread_only_channel', reply: null },
  'no-replies': { post: null, reply: 'restricted_action_non_threadable_channel' },
  'locked-threads': { post: null, reply: 'restricted_action_thread_locked' },
}

function refuseByRule(rule: PostingRule, isReply: boolean): void {
  const refusal = REFUSED_BY[rule][isReply ? 'reply' : 'post']
  if (refusal !== null) throw new ApiRefusal(refusal)
}

/** Text and blocks of a new message; it must say something. Of attachments the page shows the words alone. */
export function readContent(call: ApiCall): { text: string; blocks: JsonObject[] } {
  const { text, blocks, attachments } = contentArgument(call)
  if (blocks !== null && blocks.length > 0) return { text: text ?? '', blocks: nameBlocks(blocks) }
  if (text !== null && text.trim() !== '') return { text, blocks: [] }
  const attached = objectsIn(attachments).map((each) => textOf(each.fallback) ?? textOf(each.text) ?? '')
  return { text: attached.join('\n'), blocks: [] }
}

/** A reply to a reply lands in the same thread. An unknown parent is refused: Slack would orphan the reply. */
export function readThread(call: ApiCall, channel: Conversation): string | null {
  const ts = textArgument(call, 'thread_ts')
  if (ts === null || ts === '') return null
  const parent = findMessage(call.workspace, channel.id, ts)
  if (parent === null) throw new ApiRefusal('thread_not_found')
  if (parent.onlyFor !== null) throw new ApiRefusal('cannot_reply_to_message')
  return parent.threadTs ?? parent.ts
}

/** Undefined keeps the message's metadata, `{}` clears it. */
export function readMetadata(call: ApiCall): JsonObject | null | undefined {
  const given = call.arguments.metadata
  if (given === undefined || given === null || given === '') return undefined
  const metadata = objectArgument(call, 'metadata')
  if (metadata === null) throw new ApiRefusal('invalid_metadata_format')
  if (Object.keys(metadata).length === 0) return null
  const isEvent = typeof metadata.event_type === 'string' && isObject(metadata.event_payload)
  if (!isEvent && !Array.isArray(metadata.entities)) throw new ApiRefusal('invalid_metadata_format')
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES) throw new ApiRefusal('metadata_too_large')
  return metadata
}
