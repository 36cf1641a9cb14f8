import type { Member, PostingRule, UserGroup } from './workspace/contents.ts'
import { addChannel, type ChannelFacts, findConversation } from './workspace/conversations.ts'
import { createPerson, type PersonFacts } from './workspace/people.ts'
import type { WorkspaceSettings } from './workspace/settings.ts'
import type { Workspace } from './workspace/workspace.ts'

/** What an admin of the workspace does. */
export interface Arrangement {
  /** Changes what depends on the workspace's plan and its admins. */
  configure(settings: Partial<WorkspaceSettings>): void
  /** Members are given by id or name. Returns the channel's id. */
  addChannel(name: string, facts?: ChannelFacts): string
  /** Who may post in a channel from now on, and how. */
  restrict(channel: string, rule: PostingRule): void
  addPerson(facts: PersonFacts): Member
  /** A user group of everybody, unless there is one with this handle or id. */
  addGroup(facts: { readonly handle: string; readonly id?: string }): UserGroup
  /** Takes a person out of every channel; they stay known, and nobody can write to them. */
  deactivate(user: string): void
}

export function arrangeWorkspace(workspace: Workspace): Arrangement {
  const idOf = (name: string) =>
    [...workspace.members.values()].find((member) => member.name === name)?.id ?? name
  return {
    configure: (settings) => void Object.assign(workspace.settings, settings),
    addChannel(name, { members, ...facts } = {}) {
      const ids = members === undefined ? {} : { members: members.map(idOf) }
      return addChannel(workspace, name.replace(/^#/, ''), { ...facts, ...ids }).id
    },
    restrict(where, rule) {
      const conversation = findConversation(workspace, where)
      if (conversation !== null) conversation.rule = rule
    },
    addPerson(facts) {
      const member = createPerson(facts)
      workspace.members.set(member.id, member)
      workspace.changes.publish({ type: 'member', id: member.id })
      return member
    },
    addGroup: (facts) => addGroup(workspace, facts),
    deactivate(user) {
      const member = workspace.members.get(idOf(user))
      if (member === undefined) return
      member.isDeactivated = true
      workspace.changes.publish({ type: 'member', id: member.id })
      for (const { id, kind, members } of workspace.conversations.values()) {
        const left = kind !== 'direct' && members.delete(member.id)
        if (left) workspace.changes.publish({ type: 'conversation', id })
      }
    },
  }
}

function addGroup(workspace: Workspace, { handle, id }: { handle: string; id?: string }): UserGroup {
  const { userGroups, members } = workspace
  const known = [...userGroups.values()].find((group) => group.id === id || group.handle === handle)
  if (known !== undefined) return known
  const people = [...members.values()].filter(({ kind }) => kind === 'person')
  const group: UserGroup = {
    id: id ?? `S0${String(userGroups.size + 1).padStart(8, '0')}`,
    handle,
    name: handle,
    members: people.map((each) => each.id),
    isDisabled: false,
  }
  userGroups.set(group.id, group)
  return group
}
