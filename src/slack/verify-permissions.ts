import type { UsergroupsListResponse, WebClient } from '@slack/web-api'
import { type Allowed, isGroup, type Standing, TOKEN } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import { explainLookup } from './explain-lookup.ts'
import { standingIn } from './standing-in.ts'

type Finding = Omit<SetupCheck, 'what'>

/** Whom the config allows something: the person is a full member, the user group is there and somebody is in it. */
export async function verifyPermissions(client: WebClient, settings: Settings): Promise<SetupCheck[]> {
  const named = [...namedIn(settings)]
  const groups = named.some(([who]) => isGroup(who)) ? client.usergroups.list(ALL) : null
  // Each line says for itself why it could not be looked up.
  groups?.catch(() => {})
  return await Promise.all(
    named.map(async ([who, places]) => {
      const what = `permission of ${who}`
      const at = listPlaces(places)
      try {
        const found =
          groups === null || !isGroup(who)
            ? await verifyPerson(client, { who, at })
            : await verifyGroup(client, { who, at, groups: (await groups).usergroups ?? [] })
        return { what, ...found }
      } catch (error) {
        return { what, ...explainLookup(error, `name people by their ids at ${at}`) }
      }
    }),
  )
}

const ALL = { include_disabled: true }

interface Named {
  readonly who: string
  /** Places in the config. */
  readonly at: string
}

/** Everybody of Slack who is named, with where: tokens are the config's own. */
function namedIn({ reconciliations }: Settings): Map<string, string[]> {
  const named = new Map<string, string[]>()
  for (const [who, places] of reconciliations.flatMap((each) => [...allowedIn(each), ...approversIn(each)]))
    if (!who.startsWith(TOKEN)) named.set(who, [...(named.get(who) ?? []), ...places])
  return named
}

type Places = readonly [who: string, places: readonly string[]]

function allowedIn({ name, triage: { may = {} } }: Reconciliation): Places[] {
  // Unsaid, the list of `resolve` is that of these as well, and it is the one to mend.
  const isOwn = (action: string, list: Allowed) => !['fix', 'reveal'].includes(action) || list !== may.resolve
  const allowed = Object.entries(may).filter(
    ([action, list]) => typeof list !== 'string' && isOwn(action, list),
  )
  return [...new Set(allowed.flatMap(([, list]) => list))].map((who) => {
    const actions = allowed.filter(([, list]) => list.includes(who)).map(([action]) => action)
    return [who, placesOf(name, actions)]
  })
}

function approversIn({ name, remedies = [] }: Reconciliation): Places[] {
  return remedies.flatMap(({ name: remedy, approve }) =>
    typeof approve === 'string'
      ? []
      : approve.map((who): Places => [who, [`${name}.remedies.${remedy}.approve`]]),
  )
}

/** A list of `by` stands for many actions: these are counted. */
function placesOf(name: string, actions: readonly string[]): string[] {
  if (actions.length > 2) return [`${name}.triage (${actions.length} actions)`]
  return actions.map((action) => `${name}.triage.${PLACE_OF[action] ?? action}`)
}

const PLACE_OF: Readonly<Record<string, string>> = { escalate: 'escalate.by' }

async function verifyPerson(client: WebClient, { who, at }: Named): Promise<Finding> {
  const [{ user = {} }, { team_id: team = '' }] = await Promise.all([
    client.users.info({ user: who }),
    client.auth.test(),
  ])
  const name = user.real_name ?? 'this person'
  const standing = standingIn(team, user)
  if (standing === 'member') return { state: 'ok', said: `${name}, a full member, named at ${at}` }
  return { state: 'mend', said: `${name} ${STANDINGS[standing]}: name a full member at ${at}` }
}

const STANDINGS: Readonly<Record<Exclude<Standing, 'member'>, string>> = {
  guest: 'is a guest, who may look and not act',
  stranger: 'is of another workspace, whose people may look and not act',
  deactivated: 'was deactivated',
  bot: 'is a bot, which may look and not act',
}

async function verifyGroup(
  client: WebClient,
  { who, at, groups }: Named & { readonly groups: NonNullable<UsergroupsListResponse['usergroups']> },
): Promise<Finding> {
  const handle = who.startsWith('@') ? who.slice(1) : null
  const group = groups.find((each) =>
    handle === null ? each.id === who : each.handle?.toLowerCase() === handle,
  )
  if (group?.id === undefined)
    return { state: 'mend', said: `there is no such user group: correct it at ${at}, or make the group` }
  if (group.date_delete)
    return { state: 'mend', said: `this user group is disabled: enable it, or name another at ${at}` }
  const { users = [] } = await client.usergroups.users.list({ usergroup: group.id })
  if (users.length === 0)
    return { state: 'mend', said: `nobody is in this user group: add people to it, or name another at ${at}` }
  const people = users.length === 1 ? '1 person' : `${users.length} people`
  return { state: 'ok', said: `a user group of ${people}, named at ${at}` }
}

/** `customers.triage.resolve and 2 more places` */
function listPlaces(places: readonly string[]): string {
  const [first = '', second] = places
  if (places.length > 2) return `${first} and ${places.length - 1} more places`
  return second === undefined ? first : `${first} and ${second}`
}
