import type { Directory } from '../domain/directory.ts'
import type { Log } from '../domain/log.ts'
import { isGroup } from '../domain/permission.ts'
import type { Settings } from '../domain/settings.ts'

/** Says at start whom the config allows something and Slack does not know, and what Slack does not tell at all. */
export async function warnOfPeople(
  directory: Directory,
  { user, settings, log }: { readonly user: string; readonly settings: Settings; readonly log: Log },
): Promise<void> {
  // Whoever it is: whether Slack answers is the question.
  const standing = await directory.standingOf(user)
  if ('unknown' in standing) {
    const reason = standing.unknown
    log.warn(
      { reason },
      `Slack does not say who is a guest (${reason}): guests may do what nobody is named for`,
    )
  }
  for (const [group, places] of groupsOf(settings)) {
    const members = await directory.membersOf(group)
    if ('known' in members && members.known !== null) continue
    const what =
      'known' in members
        ? 'is no user group of this workspace, or a disabled one: correct it, or make the group'
        : `could not be looked up (${members.unknown}): until then nobody may act by it`
    log.warn({ group, places }, `"${group}" in ${places.join(', ')} ${what}`)
  }
}

/** Every user group that the config allows something, with where it stands. */
function groupsOf({ reconciliations }: Settings): Map<string, string[]> {
  const places = new Map<string, string[]>()
  for (const { name, triage } of reconciliations) {
    for (const [action, allowed] of Object.entries(triage.may ?? {})) {
      if (typeof allowed === 'string') continue
      for (const group of allowed.filter(isGroup)) {
        const known = places.get(group) ?? []
        places.set(group, [...known, `${name}.triage.${action}`])
      }
    }
  }
  return places
}
