import { describeMember } from '../web-api/describe-member.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { EventLine } from './event-line.ts'

/** `team_join`, `user_change` and `subteam_updated`: who is in the workspace, and in which groups. */
export function followPeople(workspace: Workspace, events: EventLine): () => void {
  const known = new Set(workspace.members.keys())
  return workspace.changes.subscribe((change) => {
    if (change.type === 'member') tellMember(change.id)
    if (change.type === 'group') tellGroup(change.id)
  })

  function tellMember(id: string): void {
    const member = workspace.members.get(id)
    if (member === undefined) return
    const type = known.has(id) ? 'user_change' : 'team_join'
    known.add(id)
    void events.tell(type, { type, user: describeMember(workspace, member) })
  }

  function tellGroup(groupId: string): void {
    const group = workspace.userGroups.get(groupId)
    if (group === undefined) return
    const { id, handle, name, members, isDisabled } = group
    const facts = { id, team_id: workspace.teamId, is_usergroup: true, handle, name }
    const date_delete = isDisabled ? Math.floor(workspace.now().getTime() / 1000) : 0
    const subteam = { ...facts, date_delete, users: members, user_count: members.length }
    void events.tell('subteam_updated', { type: 'subteam_updated', subteam })
  }
}
