import type { LadderCall } from '../domain/ladder.ts'
import { isGroup } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Context } from './context.ts'

/** Whom a step calls, as Slack mentions them, and who is written to; or why it calls nobody. */
export type Called =
  | { readonly to: string; readonly people: readonly string[] }
  | { readonly because: string }

type Asked = Pick<Context, 'settings' | 'directory'>

/** A group is written to as far as that many people. */
const MOST_PEOPLE = 15

/** Asks Slack whether there is anybody to call. What Slack does not say, the delivery finds out. */
export async function findCalled(
  context: Asked,
  call: LadderCall,
  { notify }: Pick<Reconciliation, 'notify'>,
): Promise<Called> {
  if (call.kind === 'incident') {
    const isThere = context.settings.incidents?.[call.service] !== undefined
    return isThere ? { to: call.service, people: [] } : { because: 'the config no longer has this service' }
  }
  if (call.kind === 'mention' && notify.channel === null)
    return { because: 'there is no channel to do it in' }
  const { who } = call
  if (!isGroup(who)) {
    const because = await whyNot(context, who)
    return because === null ? { to: who, people: [who] } : { because }
  }
  return await findGroup(context, who, call.kind)
}

async function findGroup({ directory }: Asked, group: string, kind: 'mention' | 'dm'): Promise<Called> {
  const members = await directory?.membersOf(group)
  if (members === undefined || 'unknown' in members) {
    const because = `Slack does not say who is in it: ${members?.unknown ?? 'this process has no connection to Slack'}`
    return kind === 'dm' ? { because } : { to: group, people: [] }
  }
  if (members.known === null) return { because: 'there is no such user group, or it is disabled' }
  const people: string[] = []
  for (const person of members.known) {
    if (people.length === MOST_PEOPLE) break
    if ((await whyNot({ directory }, person)) === null) people.push(person)
  }
  if (people.length === 0) return { because: 'nobody in this user group can be called' }
  const id = await directory?.idOf?.(group)
  return { to: id && 'known' in id && id.known !== null ? id.known : group, people }
}

/** Null: nothing speaks against it. */
async function whyNot({ directory }: Pick<Asked, 'directory'>, person: string): Promise<string | null> {
  const standing = await directory?.standingOf(person)
  if (standing === undefined || 'unknown' in standing) return null
  switch (standing.known) {
    case 'deactivated':
      return 'this account is deactivated'
    case 'bot':
      return 'this is an app'
    case 'stranger':
      return 'nobody of this workspace has this id'
    default:
      return null
  }
}
