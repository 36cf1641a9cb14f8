import type { JsonObject } from '../json.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import { addReaction, findMessage } from '../workspace/messages.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, channelById, requiredText, textArgument } from './call.ts'

const MOST_PINS = 100

/** pins.add and reactions.add: marks that the bot puts on messages. */
export const markMethods: Readonly<Record<string, ApiMethod>> = {
  'pins.add': { token: 'bot', scope: 'pins:write', tier: 2, run: pin },
  'reactions.add': { token: 'bot', scope: 'reactions:write', tier: 3, run: react },
}

function pin(call: ApiCall): JsonObject {
  const { workspace } = call
  const channel = channelById(call)
  const message = markedMessage(call, channel)
  if (!channel.members.has(workspace.bot.id)) throw new ApiRefusal('not_in_channel')
  if (channel.pins.has(message.ts)) throw new ApiRefusal('already_pinned')
  if (channel.pins.size >= MOST_PINS) throw new ApiRefusal('too_many_pins')
  channel.pins.add(message.ts)
  workspace.changes.publish({ type: 'message', message, isNew: false })
  return {}
}

function react(call: ApiCall): JsonObject {
  const { workspace } = call
  const channel = channelById(call)
  const name = requiredText(call, 'name')
  if (!/^[\p{L}\p{N}_+'-]{1,100}(::skin-tone-[2-6])?$/u.test(name)) throw new ApiRefusal('invalid_name')
  const message = markedMessage(call, channel)
  if (channel.archived) throw new ApiRefusal('is_archived')
  if (!addReaction(workspace, message, { name, user: workspace.bot.id })) {
    throw new ApiRefusal('already_reacted')
  }
  return {}
}

function markedMessage(call: ApiCall, channel: Conversation): Message {
  const ts = textArgument(call, 'timestamp') ?? ''
  if (ts === '') throw new ApiRefusal('no_item_specified')
  if (!/^\d+\.\d+$/.test(ts)) throw new ApiRefusal('bad_timestamp')
  const message = findMessage(call.workspace, channel.id, ts)
  if (message === null || message.onlyFor !== null) throw new ApiRefusal('message_not_found')
  return message
}
