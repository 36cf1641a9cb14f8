import type { Standing } from '../domain/permission.ts'

/** What Slack says of a person, as far as it matters. */
interface User {
  readonly team_id?: string
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_stranger?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
  readonly enterprise_user?: { readonly teams?: readonly string[] }
}

/** What somebody is to the workspace with this id. */
export function standingIn(teamId: string, user: User): Standing {
  if (user.deleted) return 'deactivated'
  if (user.is_bot) return 'bot'
  // In an organisation of several workspaces people belong to more than one.
  const isOurs = user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId)
  if (!isOurs || user.is_stranger) return 'stranger'
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member'
}
