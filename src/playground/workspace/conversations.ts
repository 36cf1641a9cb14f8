import type { Conversation, Member } from './contents.ts'
import type { Workspace } from './workspace.ts'

/** A conversation by id, by name with or without `#`, or a person's direct conversation by user id. */
export function findConversation(workspace: Workspace, name: string): Conversation | null {
  const byId = workspace.conversations.get(name)
  if (byId !== undefined) return byId
  if (isReachable(workspace.members.get(name))) return openDirect(workspace, name)
  const plain = name.replace(/^#/, '').toLowerCase()
  for (const conversation of workspace.conversations.values()) {
    if (conversation.kind !== 'direct' && conversation.name === plain) return conversation
  }
  return null
}

/** A person who can be written to. */
export function isReachable(member: Member | undefined): member is Member {
  return member?.kind === 'person' && !member.isDeactivated
}

export interface ChannelFacts {
  readonly isPrivate?: boolean
  /** Ids; everybody of this company and the app's bot, unless said. */
  readonly members?: readonly string[]
  /** With another company. */
  readonly isShared?: boolean
}

export function addChannel(workspace: Workspace, name: string, facts: ChannelFacts = {}): Conversation {
  const people = [...workspace.members.values()].filter(
    (each) => isReachable(each) && each.standing === 'member',
  )
  const conversation: Conversation = {
    id: freeChannelId(workspace),
    name,
    kind: facts.isPrivate ? 'private' : 'public',
    topic: '',
    createdAt: Math.floor(workspace.now().getTime() / 1000),
    members: new Set(facts.members ?? [workspace.bot.id, ...people.map((each) => each.id)]),
    person: null,
    pins: new Set(),
    isShared: facts.isShared ?? false,
    rule: 'anyone',
    archived: false,
  }
  workspace.conversations.set(conversation.id, conversation)
  workspace.changes.publish({ type: 'conversation', id: conversation.id })
  return conversation
}

/** The direct conversation between the app and a person; made when it is asked for first. */
export function openDirect(workspace: Workspace, person: string): Conversation {
  for (const conversation of workspace.conversations.values()) {
    if (conversation.person === person) return conversation
  }
  const conversation: Conversation = {
    id: person.replace(/^U/, 'D'),
    name: workspace.bot.name,
    kind: 'direct',
    topic: '',
    createdAt: Math.floor(workspace.now().getTime() / 1000),
    members: new Set([workspace.bot.id, person]),
    person,
    pins: new Set(),
    isShared: false,
    rule: 'anyone',
    archived: false,
  }
  workspace.conversations.set(conversation.id, conversation)
  workspace.changes.publish({ type: 'conversation', id: conversation.id })
  return conversation
}

/** May this member see the conversation at all? Guests and strangers see only where they are. */
export function isVisibleTo(workspace: Workspace, conversation: Conversation, member: string): boolean {
  if (conversation.members.has(member)) return true
  return conversation.kind === 'public' && workspace.members.get(member)?.standing === 'member'
}

/** The first channel is always the same, and so on: config files may name channels by id. */
function freeChannelId(workspace: Workspace): string {
  for (let number = 1; ; number += 1) {
    const id = `C0${String(number).padStart(8, '0')}`
    if (!workspace.conversations.has(id)) return id
  }
}
