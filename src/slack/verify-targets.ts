import type { WebClient } from '@slack/web-api'
import { calledOf } from '../domain/called-of.ts'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import { explainLookup } from './explain-lookup.ts'

type Finding = Omit<SetupCheck, 'what'>

/** Whom the config calls on escalation: the person or the user group is there, and somebody is in it. */
export async function verifyTargets(client: WebClient, settings: Settings): Promise<SetupCheck[]> {
  const targets = [...new Set(settings.reconciliations.flatMap(calledOf))]
  return await Promise.all(
    targets.map(async (target) => {
      const what = `escalation to ${target}`
      try {
        return { what, ...(await verifyTarget(client, target)) }
      } catch (error) {
        return { what, ...explainLookup(error, 'name a person by their id, or @channel, in the config') }
      }
    }),
  )
}

async function verifyTarget(client: WebClient, target: string): Promise<Finding> {
  if (/^@(?:here|channel|everyone)$/.test(target)) return { state: 'ok', said: 'everybody in the channel' }
  const person = /^(?:<@)?([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>?$/.exec(target)?.[1]
  if (person !== undefined) return await verifyPerson(client, person)
  const group = /^(?:<!subteam\^)?(S[A-Z0-9]{2,})(?:\|[^<>]*)?>?$/.exec(target)?.[1]
  return await verifyGroup(client, group === undefined ? { handle: target.replace(/^@/, '') } : { id: group })
}

async function verifyPerson(client: WebClient, id: string): Promise<Finding> {
  const { user } = await client.users.info({ user: id })
  if (user?.deleted) return { state: 'mend', said: 'this person was deactivated: name another in the config' }
  return { state: 'ok', said: `${user?.real_name ?? 'a person'} is there` }
}

async function verifyGroup(
  client: WebClient,
  wanted: { readonly id?: string; readonly handle?: string },
): Promise<Finding> {
  const { usergroups = [] } = await client.usergroups.list({ include_disabled: true })
  const group = usergroups.find(({ id, handle }) => (wanted.id ? id === wanted.id : handle === wanted.handle))
  if (group?.id === undefined)
    return {
      state: 'mend',
      said: 'there is no such user group: check triage.escalate in the config, or make the group',
    }
  if (group.date_delete)
    return { state: 'mend', said: 'this user group is disabled: enable it, or name another' }
  const { users = [] } = await client.usergroups.users.list({ usergroup: group.id })
  if (users.length === 0)
    return { state: 'mend', said: 'nobody is in this user group: add people to it in Slack' }
  const people = users.length === 1 ? '1 person' : `${users.length} people`
  if (wanted.id) return { state: 'ok', said: `the user group ${group.name ?? ''} of ${people}` }
  return {
    state: 'note',
    said: `a user group of ${people}: write its id ${group.id} in the config, because Slack mentions groups by their ids alone`,
  }
}
