import { setTimeout as sleep } from 'node:timers/promises'
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import type { Answered, Directory } from '../domain/directory.ts'
import type { Standing } from '../domain/permission.ts'
import { describeSlackError } from './explain-slack-error.ts'
import { standingIn } from './standing-in.ts'

export interface DirectoryOptions {
  readonly client: WebClient
  /** The workspace that the bot is installed in. */
  readonly teamId: string
  readonly now: () => Date
  /** So long whoever clicked waits for Slack; unsaid: 3 seconds. */
  readonly patienceMs?: number
}

/** So long an answer holds. */
const HOLDS_MS = 5 * 60_000
/** So long Slack is not asked again after it could not say, unless it says how long. */
const PAUSE_MS = 10_000
const PATIENCE_MS = 3_000
/** What is forgotten costs one call. */
const MOST_ANSWERS = 5_000

/** Asks Slack who people are, each thing once in five minutes however many ask at once. */
export function openDirectory({
  client,
  teamId,
  now,
  patienceMs = PATIENCE_MS,
}: DirectoryOptions): Directory {
  const remember = openMemory(now, patienceMs)
  const listGroups = () =>
    remember('groups', async () => {
      const { usergroups = [] } = await client.usergroups.list({ include_disabled: true })
      const active = usergroups.filter(({ date_delete: disabledAt }) => !disabledAt)
      return new Map(
        active.flatMap(({ id = '', handle = '' }) => [
          [handle.toLowerCase(), id] as const,
          [id, id] as const,
        ]),
      )
    })
  const idOf = async (group: string): Promise<Answered<string | null>> => {
    const listed = await listGroups()
    if ('unknown' in listed) return listed
    const name = group.startsWith('@') ? group.slice(1).toLowerCase() : group
    return { known: listed.known.get(name) ?? null }
  }
  const readPerson = (user: string) =>
    remember(`person ${user}`, async (): Promise<Person> => {
      try {
        const { user: found = {} } = await client.users.info({ user })
        return { standing: standingIn(teamId, found), zone: readZone(found.tz) }
      } catch (error) {
        // Nobody of this workspace is unknown to it.
        if (!isRefusal(error, ['user_not_found', 'user_not_visible', 'users_not_found'])) throw error
        return { standing: 'stranger', zone: null }
      }
    })
  return {
    async standingOf(user) {
      const person = await readPerson(user)
      return 'unknown' in person ? person : { known: person.known.standing }
    },
    async zoneOf(user) {
      const person = await readPerson(user)
      return 'unknown' in person ? null : person.known.zone
    },
    idOf,
    async linkTo({ channel, ts }) {
      return await remember(`link ${channel} ${ts}`, async () => {
        const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts })
        return permalink ?? ''
      })
    },
    async membersOf(group) {
      const found = await idOf(group)
      if ('unknown' in found || found.known === null) return found as Answered<null>
      const id = found.known
      return await remember(`group ${id}`, async () => {
        const { users = [] } = await client.usergroups.users.list({ usergroup: id })
        return new Set(users)
      })
    },
  }
}

interface Person {
  readonly standing: Standing
  readonly zone: string | null
}

/** Only one that this machine knows as well. */
function readZone(name: string | undefined): string | null {
  try {
    return name === undefined ? null : new Intl.DateTimeFormat('en', { timeZone: name }) && name
  } catch {
    return null
  }
}

type Remember = <Known>(about: string, ask: () => Promise<Known>) => Promise<Answered<Known>>

function openMemory(now: () => Date, patienceMs: number): Remember {
  const answers = new Map<string, { readonly answer: Promise<Answered<unknown>>; until: number }>()
  return async <Known>(about: string, ask: () => Promise<Known>) => {
    const held = answers.get(about)
    if (held && held.until > now().getTime()) return (await held.answer) as Answered<Known>
    answers.delete(about)
    // Until it is there, everybody waits for the same one.
    const asked = { answer: Promise.resolve<Answered<unknown>>({ unknown: '' }), until: Infinity }
    const answer = patiently(ask, patienceMs).then(({ holdsMs, ...found }) => {
      asked.until = now().getTime() + holdsMs
      return found
    })
    answers.set(about, Object.assign(asked, { answer }))
    const [longestAgo] = answers.keys()
    if (answers.size > MOST_ANSWERS && longestAgo !== undefined) answers.delete(longestAgo)
    return (await answer) as Answered<Known>
  }
}

async function patiently<Known>(
  ask: () => Promise<Known>,
  patienceMs: number,
): Promise<Answered<Known> & { readonly holdsMs: number }> {
  const enough = new AbortController()
  const late = sleep(patienceMs, null, { signal: enough.signal }).then(() => {
    throw Object.assign(new Error('late'), { name: 'TimeoutError' })
  })
  try {
    return { known: await Promise.race([ask(), late]), holdsMs: HOLDS_MS }
  } catch (error) {
    const isLimit = error instanceof WebAPIRateLimitedError
    return { unknown: describe(error), holdsMs: isLimit ? error.retryAfter * 1_000 : PAUSE_MS }
  } finally {
    enough.abort()
    late.catch(() => {})
  }
}

function describe(error: unknown): string {
  if (isRefusal(error, ['missing_scope']))
    return 'the app lacks the scopes users:read and usergroups:read, so install it again with manifest.yml'
  if (isRefusal(error, ['plan_upgrade_required']))
    return 'this workspace has no user groups, which need a paid plan, so name people by their ids in the config'
  return describeSlackError(error)
}

function isRefusal(error: unknown, codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error)
}
