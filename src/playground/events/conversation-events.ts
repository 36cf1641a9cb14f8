import type { Conversation } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { EventLine } from './event-line.ts'

interface Remembered {
  readonly members: ReadonlySet<string>
  readonly archived: boolean
}

/** Who joined and left a channel that the bot is or was in, and whether it was archived. */
export function followConversations(workspace: Workspace, events: EventLine): () => void {
  const known = new Map([...workspace.conversations.values()].map((each) => [each.id, rememberedOf(each)]))
  return workspace.changes.subscribe((change) => {
    const conversation = change.type === 'conversation' ? workspace.conversations.get(change.id) : undefined
    if (conversation === undefined || conversation.kind === 'direct') return
    const after = rememberedOf(conversation)
    const before = known.get(conversation.id) ?? beforeItWasMade(after)
    known.set(conversation.id, after)
    const isHeard = before.members.has(workspace.bot.id) || after.members.has(workspace.bot.id)
    if (!isHeard) return
    tellMembers(conversation, before, after)
    if (before.archived !== after.archived) tellArchived(conversation)
  })

  /** Of a new channel Slack tells only that the bot was let in. */
  function beforeItWasMade({ members, archived }: Remembered): Remembered {
    return { members: new Set(minus(members, new Set([workspace.bot.id]))), archived }
  }

  function tellMembers(conversation: Conversation, before: Remembered, after: Remembered): void {
    const changed = {
      member_joined_channel: minus(after.members, before.members),
      member_left_channel: minus(before.members, after.members),
    }
    const channel_type = conversation.kind === 'private' ? 'G' : 'C'
    const facts = { channel: conversation.id, channel_type, team: workspace.teamId }
    for (const [type, users] of Object.entries(changed)) {
      for (const user of users) void events.tell(type, { type, user, ...facts })
    }
  }

  function tellArchived({ id, kind, archived }: Conversation): void {
    const type = `${kind === 'private' ? 'group' : 'channel'}_${archived ? 'archive' : 'unarchive'}`
    void events.tell(type, { type, channel: id })
  }
}

function rememberedOf({ members, archived }: Conversation): Remembered {
  return { members: new Set(members), archived }
}

function minus(members: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...members].filter((each) => !others.has(each))
}
