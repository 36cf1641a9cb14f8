import type { TriageAction } from './discrepancy.ts'

/** What the config of a reconciliation can allow to some people and not to others. */
export const PERMITTED_ACTIONS = [
  'acknowledge',
  'resolve',
  'escalate',
  'snooze',
  'assign',
  'note',
  'undo',
  'reopen',
  'run',
  'pause',
  'accept',
  'fix',
  'reveal',
  'report',
] as const
export type PermittedAction = (typeof PERMITTED_ACTIONS)[number]

/** Whatever somebody may want to do: the way back from an action goes with it. */
export type Wish = TriageAction | PermittedAction

/**
 * Full members of the workspace and tokens, nobody, or: user groups as `@handle` or `S…`, people as `U…`, tokens of the HTTP
 * API as `token:NAME` (at least one).
 */
export type Allowed = 'everyone' | 'nobody' | readonly string[]

/** By action. One that is not here is everyone's, but `reveal`, which then is nobody's. */
export type Permissions = Readonly<Partial<Record<PermittedAction, Allowed>>>

/** What somebody is to the workspace. A stranger belongs to another one. */
export type Standing = 'member' | 'guest' | 'stranger' | 'deactivated' | 'bot'

/** Why somebody may not do what they wanted to. */
export type Denial = {
  readonly action: PermittedAction
  /** Of the reconciliation, for people. */
  readonly title: string
} & (
  | { readonly because: 'nobody' }
  | { readonly because: 'standing'; readonly standing: Exclude<Standing, 'member'> }
  /** `gone`: those of `who` that are no user group in Slack, or a disabled one. */
  | { readonly because: 'not-named'; readonly who: readonly string[]; readonly gone: readonly string[] }
  /** Nobody can tell. `reason`: a few words without a full stop. */
  | { readonly because: 'unknown'; readonly who: readonly string[]; readonly reason: string }
)

/** Which permission an action needs. */
export function permissionFor(wish: Wish): PermittedAction {
  if (wish === 'unacknowledge') return 'acknowledge'
  return wish === 'unsnooze' ? 'snooze' : wish
}

/** Who may do something by these rules. */
export function allowedBy(permissions: Permissions | undefined, action: PermittedAction): Allowed {
  return permissions?.[action] ?? (action === 'reveal' ? 'nobody' : 'everyone')
}

/** Is this the id of a person, and not a user group? */
function isPersonId(name: string): boolean {
  return /^[UW][A-Z0-9]{2,}$/.test(name)
}

/** What the name of a token begins with where it stands beside people and groups. */
export const TOKEN = 'token:'

/** Is this a group, which Slack must be asked about? */
export function isGroup(name: string): boolean {
  return !isPersonId(name) && !name.startsWith(TOKEN)
}
