import type { JsonObject } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import { isReachable, isVisibleTo, openDirect } from '../workspace/conversations.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelById,
  flagArgument,
  listArgument,
  requireScope,
  textArgument,
} from './call.ts'
import { describeConversation } from './describe-conversation.ts'
import { paged } from './paged.ts'

const MOST_USERS = 8
const READ_SCOPES = { public: 'channels:read', private: 'groups:read', direct: 'im:read' } as const
const KINDS = { public_channel: 'public', private_channel: 'private', im: 'direct' } as const

/** conversations.*: where messages live. */
export const conversationMethods: Readonly<Record<string, ApiMethod>> = {
  'conversations.info': {
    token: 'bot',
    tier: 3,
    run: (call) => ({ channel: describeConversation(call.workspace, knownChannel(call)) }),
  },
  'conversations.list': { token: 'bot', tier: 2, run: listConversations },
  'conversations.members': { token: 'bot', tier: 4, run: listMembers },
  'conversations.open': { token: 'bot', scope: 'im:write', tier: 3, run: openConversation },
  'conversations.join': { token: 'bot', scope: 'channels:join', tier: 3, run: join },
  'users.conversations': { token: 'bot', tier: 3, run: conversationsOfUser },
}

/** Each kind of conversation has a scope of its own. */
function knownChannel(call: ApiCall): Conversation {
  const { scopes } = call.workspace
  if (!Object.values(READ_SCOPES).some((scope) => scopes.includes(scope))) {
    requireScope(call, READ_SCOPES.public)
  }
  const channel = channelById(call)
  requireScope(call, READ_SCOPES[channel.kind])
  return channel
}

function listConversations(call: ApiCall): JsonObject {
  return describeList(call, () => true)
}

/** Those that the bot, or the named person, is in, as far as the bot can see them. */
function conversationsOfUser(call: ApiCall): JsonObject {
  const user = textArgument(call, 'user') ?? call.workspace.bot.id
  if (!call.workspace.members.has(user)) throw new ApiRefusal('user_not_found')
  return describeList(call, (each) => each.members.has(user))
}

function describeList(call: ApiCall, fits: (conversation: Conversation) => boolean): JsonObject {
  const { workspace } = call
  const named = listArgument(call, 'types')
  const kinds = (named.length === 0 ? ['public_channel'] : named).flatMap((type) => kindOf(call, type))
  const found = [...workspace.conversations.values()].filter(
    (each) =>
      kinds.includes(each.kind) &&
      isVisibleTo(workspace, each, workspace.bot.id) &&
      !(each.archived && flagArgument(call, 'exclude_archived')) &&
      fits(each),
  )
  const page = paged(call, found)
  return { channels: page.items.map((each) => describeConversation(workspace, each)), ...page.facts }
}

/** The stand-in has no conversations of several people. */
function kindOf(call: ApiCall, type: string): Conversation['kind'][] {
  if (type === 'mpim') {
    requireScope(call, 'mpim:read')
    return []
  }
  if (!Object.hasOwn(KINDS, type)) throw new ApiRefusal('invalid_types')
  const kind = KINDS[type as keyof typeof KINDS]
  requireScope(call, READ_SCOPES[kind])
  return [kind]
}

function listMembers(call: ApiCall): JsonObject {
  const page = paged(call, [...knownChannel(call).members])
  return { members: page.items, ...page.facts }
}

function openConversation(call: ApiCall): JsonObject {
  const { workspace } = call
  if (textArgument(call, 'channel')) {
    const found = channelById(call)
    if (found.kind !== 'direct') throw new ApiRefusal('method_not_supported_for_channel_type')
    return { channel: describeConversation(workspace, found) }
  }
  const users = listArgument(call, 'users')
  const [person] = users
  if (person === undefined) throw new ApiRefusal('users_list_not_supplied')
  if (users.length > MOST_USERS) throw new ApiRefusal('too_many_users')
  for (const user of users) {
    const member = workspace.members.get(user)
    if (member?.kind !== 'person') throw new ApiRefusal('user_not_found')
    if (!isReachable(member)) throw new ApiRefusal('user_disabled')
  }
  if (users.length > 1) {
    requireScope(call, 'mpim:write')
    throw new ApiRefusal('method_not_supported_for_channel_type')
  }
  return { channel: describeConversation(workspace, openDirect(workspace, person)) }
}

function join(call: ApiCall): JsonObject {
  const { workspace } = call
  const channel = channelById(call)
  if (channel.kind !== 'public') throw new ApiRefusal('method_not_supported_for_channel_type')
  if (channel.archived) throw new ApiRefusal('is_archived')
  channel.members.add(workspace.bot.id)
  workspace.changes.publish({ type: 'conversation', id: channel.id })
  return { channel: describeConversation(workspace, channel) }
}
