import type { JsonObject } from '../json.ts'
import { describeMessage } from '../web-api/describe-message.ts'
import type { Conversation, Message } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { EventLine } from './event-line.ts'

const SUBSCRIPTIONS = { public: 'message.channels', private: 'message.groups', direct: 'message.im' } as const
const CHANNEL_TYPES = { public: 'channel', private: 'group', direct: 'im' } as const

/** `message` with its subtypes, and `app_mention`: what everybody in a conversation sees, its app too. */
export function followMessages(workspace: Workspace, events: EventLine): () => void {
  const edits = new WeakMap<Message, string | null>()
  return workspace.changes.subscribe((change) => {
    if (change.type === 'message-gone') tellDeleted(change.channel, change.ts)
    if (change.type !== 'message' || change.message.onlyFor !== null) return
    if (change.isNew) tellNew(change.message)
    else tellEdited(change.message)
  })

  function tellNew(message: Message): void {
    const event = describeMessage(workspace, message)
    tell(message.channel, event)
    const mentionsBot = message.text.includes(`<@${workspace.bot.id}>`)
    if (!mentionsBot || message.author === workspace.bot.id || heard(message.channel) === null) return
    void events.tell('app_mention', { ...event, type: 'app_mention', channel: message.channel })
  }

  /** What else changes is the number of replies, of which Slack says nothing. */
  function tellEdited(message: Message): void {
    if (message.editedTs === (edits.get(message) ?? null)) return
    edits.set(message, message.editedTs)
    tellHidden(message.channel, { subtype: 'message_changed', message: describeMessage(workspace, message) })
  }

  function tellDeleted(channel: string, ts: string): void {
    tellHidden(channel, { subtype: 'message_deleted', deleted_ts: ts })
  }

  function tellHidden(channel: string, facts: JsonObject): void {
    const ts = (workspace.now().getTime() / 1000).toFixed(6)
    tell(channel, { type: 'message', hidden: true, ts, ...facts })
  }

  function tell(channel: string, event: JsonObject): void {
    const conversation = heard(channel)
    if (conversation === null) return
    const place = { channel, channel_type: CHANNEL_TYPES[conversation.kind] }
    void events.tell(SUBSCRIPTIONS[conversation.kind], { ...event, ...place })
  }

  /** The conversation, when the bot is in it. */
  function heard(channel: string): Conversation | null {
    const conversation = workspace.conversations.get(channel)
    return conversation?.members.has(workspace.bot.id) ? conversation : null
  }
}
