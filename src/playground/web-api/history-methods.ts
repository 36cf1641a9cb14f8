import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { findMessage, listMessages } from '../workspace/messages.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelById,
  flagArgument,
  requiredText,
  requireScope,
  textArgument,
} from './call.ts'
import { describeMessage } from './describe-message.ts'
import { paged } from './paged.ts'

const HISTORY_SCOPES = {
  public: 'channels:history',
  private: 'groups:history',
  direct: 'im:history',
} as const

/** conversations.history and conversations.replies: what has been said. */
export const historyMethods: Readonly<Record<string, ApiMethod>> = {
  'conversations.history': { token: 'bot', tier: 3, run: history },
  'conversations.replies': { token: 'bot', tier: 3, run: replies },
}

function history(call: ApiCall): JsonObject {
  const channel = readableChannel(call)
  const newestFirst = withinTimes(call, listMessages(call.workspace, channel.id)).reverse()
  return describePage(call, newestFirst)
}

function replies(call: ApiCall): JsonObject {
  const channel = readableChannel(call)
  const ts = requiredText(call, 'ts')
  const message = findMessage(call.workspace, channel.id, ts)
  if (message === null) throw new ApiRefusal('thread_not_found')
  const thread = listMessages(call.workspace, channel.id, message.threadTs ?? ts)
  return describePage(call, withinTimes(call, thread))
}

/** What is said somewhere is read by members only, and each kind of conversation has a scope of its own. */
function readableChannel(call: ApiCall): Conversation {
  const { scopes, bot } = call.workspace
  if (!Object.values(HISTORY_SCOPES).some((scope) => scopes.includes(scope))) {
    requireScope(call, HISTORY_SCOPES.public)
  }
  const channel = channelById(call)
  requireScope(call, HISTORY_SCOPES[channel.kind])
  if (!channel.members.has(bot.id)) throw new ApiRefusal('not_in_channel')
  return channel
}

function describePage(call: ApiCall, messages: readonly Message[]): JsonObject {
  const page = paged(call, messages)
  const shown = page.items.map((each) => {
    const { metadata, ...rest } = describeMessage(call.workspace, each, call.origin)
    return flagArgument(call, 'include_all_metadata') && metadata ? { ...rest, metadata } : rest
  })
  return { messages: shown, has_more: page.hasMore, ...page.facts }
}

function withinTimes(call: ApiCall, messages: Message[]): Message[] {
  const oldest = textArgument(call, 'oldest') ?? '0'
  const latest = textArgument(call, 'latest') ?? '9999999999.999999'
  if (!Number.isFinite(Number(oldest))) throw new ApiRefusal('invalid_ts_oldest')
  if (!Number.isFinite(Number(latest))) throw new ApiRefusal('invalid_ts_latest')
  const inclusive = flagArgument(call, 'inclusive')
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (inclusive && [oldest, latest].includes(ts)),
  )
}
