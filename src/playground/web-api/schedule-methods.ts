import type { JsonObject } from '../json.ts'
import type { ScheduledMessage } from '../workspace/contents.ts'
import { scheduleMessage } from '../workspace/scheduled-messages.ts'
import type { Workspace } from '../workspace/workspace.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelArgument,
  requiredText,
  textArgument,
} from './call.ts'
import { readMessage } from './message-arguments.ts'
import { paged } from './paged.ts'

const FURTHEST_SECONDS = 120 * 24 * 60 * 60
const WINDOW_SECONDS = 5 * 60
const MOST_IN_WINDOW = 30

/** chat.schedule*: messages that Slack itself posts later. */
export const scheduleMethods: Readonly<Record<string, ApiMethod>> = {
  'chat.scheduleMessage': { token: 'bot', scope: 'chat:write', tier: 3, run: schedule },
  'chat.deleteScheduledMessage': { token: 'bot', scope: 'chat:write', tier: 3, run: unschedule },
  'chat.scheduledMessages.list': { token: 'bot', tier: 3, run: list },
}

function schedule(call: ApiCall): JsonObject {
  const { workspace } = call
  const postAt = Number(requiredText(call, 'post_at'))
  if (!Number.isInteger(postAt)) throw new ApiRefusal('invalid_time')
  const seconds = workspace.clock.now() / 1000
  if (postAt <= seconds) throw new ApiRefusal('time_in_past')
  if (postAt > seconds + FURTHEST_SECONDS) throw new ApiRefusal('time_too_far')
  const { message, warnings } = readMessage(call)
  if (isCrowded(workspace, message.channel, postAt)) throw new ApiRefusal('restricted_too_many')
  const { id } = scheduleMessage(workspace, message, postAt)
  return {
    channel: message.channel,
    scheduled_message_id: id,
    post_at: postAt,
    message: { type: 'message', text: message.text, bot_id: workspace.botId },
    ...warnings,
  }
}

/** In any five minutes around that time, too many messages are already due in the channel. */
function isCrowded(workspace: Workspace, channel: string, postAt: number): boolean {
  const times = [...workspace.scheduled.values()]
    .filter((each) => each.channel === channel && Math.abs(each.postAt - postAt) < WINDOW_SECONDS)
    .map((each) => each.postAt)
  return [postAt, ...times].some((start) => {
    const isIn = (time: number) => time >= start && time < start + WINDOW_SECONDS
    return isIn(postAt) && times.filter(isIn).length >= MOST_IN_WINDOW
  })
}

function unschedule(call: ApiCall): JsonObject {
  const channel = channelArgument(call)
  const scheduled = call.workspace.scheduled.get(requiredText(call, 'scheduled_message_id'))
  if (scheduled?.channel !== channel.id) throw new ApiRefusal('invalid_scheduled_message_id')
  scheduled.cancel()
  call.workspace.scheduled.delete(scheduled.id)
  return {}
}

function list(call: ApiCall): JsonObject {
  const channel = textArgument(call, 'channel') ? channelArgument(call).id : null
  const due = [...call.workspace.scheduled.values()]
    .filter((each) => channel === null || each.channel === channel)
    .sort((a, b) => a.postAt - b.postAt)
  const page = paged(call, due)
  return { scheduled_messages: page.items.map(describe), ...page.facts }
}

function describe({ id, channel, postAt, createdAt, text }: ScheduledMessage): JsonObject {
  return { id, channel_id: channel, post_at: postAt, date_created: createdAt, text }
}
