import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { findConversation, isVisibleTo, openDirect } from '../workspace/conversations.ts'
import { findMessage, listMessages } from '../workspace/messages.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, flagArgument, requiredText, textArgument } from './call.ts'
import { describeMessage } from './describe-message.ts'

/** conversations.*: where messages live. */
export const conversationMethods: Readonly<Record<string, ApiMethod>> = {
  'conversations.info': {
    token: 'bot',
    scope: 'channels:read',
    run: (call) => ({ channel: describeConversation(call.workspace, channelById(call)) }),
  },
  'conversations.list': { token: 'bot', scope: 'channels:read', run: listConversations },
  'conversations.members': {
    token: 'bot',
    scope: 'channels:read',
    run: (call) => ({ members: [...channelById(call).members], response_metadata: { next_cursor: '' } }),
  },
  'conversations.open': { token: 'bot', scope: 'im:write', run: openConversation },
  'conversations.join': {
    token: 'bot',
    run: (call) => {
      const channel = channelById(call)
      channel.members.add(call.workspace.bot.id)
      return { channel: describeConversation(call.workspace, channel) }
    },
  },
  'conversations.history': { token: 'bot', run: history },
  'conversations.replies': { token: 'bot', run: replies },
}

/** These methods take ids only, unlike chat.postMessage. */
function channelById(call: ApiCall): Conversation {
  const conversation = call.workspace.conversations.get(textArgument(call, 'channel') ?? '')
  const visible = conversation !== undefined && isVisibleTo(conversation, call.workspace.bot.id)
  if (!visible) throw new ApiRefusal('channel_not_found')
  return conversation
}

function listConversations(call: ApiCall): JsonObject {
  const { workspace } = call
  const types = (textArgument(call, 'types') ?? 'public_channel').split(',').map((type) => type.trim())
  const wanted = { public: 'public_channel', private: 'private_channel', direct: 'im' }
  const found = [...workspace.conversations.values()].filter(
    (each) =>
      types.includes(wanted[each.kind]) &&
      isVisibleTo(each, workspace.bot.id) &&
      !(each.archived && flagArgument(call, 'exclude_archived')),
  )
  const page = paged(call, found)
  return { channels: page.items.map((each) => describeConversation(workspace, each)), ...page.facts }
}

function openConversation(call: ApiCall): JsonObject {
  const { workspace } = call
  const existing = textArgument(call, 'channel')
  if (existing !== null && existing !== '') {
    const found = findConversation(workspace, existing)
    if (found === null) throw new ApiRefusal('channel_not_found')
    return { channel: describeConversation(workspace, found) }
  }
  const users = requiredText(call, 'users').split(',')
  const [person = ''] = users
  if (users.length > 1) throw new ApiRefusal('method_not_supported_for_channel_type')
  if (workspace.members.get(person)?.kind !== 'person') throw new ApiRefusal('user_not_found')
  return { channel: describeConversation(workspace, openDirect(workspace, person)) }
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
  return describePage(
    call,
    withinTimes(call, listMessages(call.workspace, channel.id, message.threadTs ?? ts)),
  )
}

const HISTORY_SCOPES = {
  public: 'channels:history',
  private: 'groups:history',
  direct: 'im:history',
} as const

/** What is said somewhere is read by members only, and each kind of conversation has a scope of its own. */
function readableChannel(call: ApiCall): Conversation {
  const { scopes, bot } = call.workspace
  const provided = scopes.join(',')
  if (!Object.values(HISTORY_SCOPES).some((scope) => scopes.includes(scope))) {
    throw new ApiRefusal('missing_scope', { needed: HISTORY_SCOPES.public, provided })
  }
  const channel = channelById(call)
  const needed = HISTORY_SCOPES[channel.kind]
  if (!scopes.includes(needed)) throw new ApiRefusal('missing_scope', { needed, provided })
  if (!channel.members.has(bot.id)) throw new ApiRefusal('not_in_channel')
  return channel
}

function describePage(call: ApiCall, messages: readonly Message[]): JsonObject {
  const page = paged(call, messages)
  const shown = page.items.map((each) => {
    const { metadata, ...rest } = describeMessage(call.workspace, each)
    return flagArgument(call, 'include_all_metadata') && metadata ? { ...rest, metadata } : rest
  })
  return { messages: shown, has_more: page.hasMore, ...page.facts }
}

function withinTimes(call: ApiCall, messages: Message[]): Message[] {
  const oldest = textArgument(call, 'oldest') ?? '0'
  const latest = textArgument(call, 'latest') ?? '9999999999.999999'
  const inclusive = flagArgument(call, 'inclusive')
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (inclusive && [oldest, latest].includes(ts)),
  )
}

function paged<T>(call: ApiCall, all: readonly T[]) {
  const limit = Math.min(Math.max(Number(textArgument(call, 'limit') ?? 100) || 100, 1), 1000)
  const start = Number(atob(textArgument(call, 'cursor') || btoa('0'))) || 0
  const end = start + limit
  const hasMore = end < all.length
  return {
    items: all.slice(start, end),
    hasMore,
    facts: { response_metadata: { next_cursor: hasMore ? btoa(String(end)) : '' } },
  }
}

function describeConversation(workspace: Workspace, conversation: Conversation): JsonObject {
  const { id, kind, createdAt } = conversation
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
    is_member: conversation.members.has(workspace.bot.id),
    num_members: conversation.members.size,
    topic: { value: conversation.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  }
}
