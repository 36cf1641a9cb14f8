import type { JsonObject } from '../json.ts'
import type { UserGroup } from '../workspace/contents.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, flagArgument, requiredText } from './call.ts'

/** usergroups.*: people under one handle. Paid plans have them. */
export const groupMethods: Readonly<Record<string, ApiMethod>> = {
  'usergroups.list': { token: 'bot', scope: 'usergroups:read', tier: 2, run: listGroups },
  'usergroups.users.list': { token: 'bot', scope: 'usergroups:read', tier: 2, run: listUsersOfGroup },
}

function listGroups(call: ApiCall): JsonObject {
  const groups = knownGroups(call)
  return { usergroups: groups.map((group) => describe(call, group)) }
}

function listUsersOfGroup(call: ApiCall): JsonObject {
  const wanted = requiredText(call, 'usergroup')
  const group = knownGroups(call).find((each) => each.id === wanted)
  if (group === undefined) throw new ApiRefusal('no_such_subteam')
  return { users: activeMembers(call, group) }
}

function knownGroups(call: ApiCall): UserGroup[] {
  const { settings, userGroups } = call.workspace
  if (settings.plan === 'free') throw new ApiRefusal('plan_upgrade_required')
  const disabledToo = flagArgument(call, 'include_disabled')
  return [...userGroups.values()].filter((group) => disabledToo || !group.isDisabled)
}

/** A deactivated person leaves every group. */
function activeMembers({ workspace }: ApiCall, group: UserGroup): string[] {
  return group.members.filter((id) => workspace.members.get(id)?.isDeactivated === false)
}

function describe(call: ApiCall, group: UserGroup): JsonObject {
  const members = activeMembers(call, group)
  return {
    id: group.id,
    team_id: call.workspace.teamId,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_delete: group.isDisabled ? 1 : 0,
    ...(flagArgument(call, 'include_users') ? { users: members } : {}),
    ...(flagArgument(call, 'include_count') ? { user_count: members.length } : {}),
  }
}
