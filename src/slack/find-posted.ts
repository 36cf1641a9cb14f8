import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { classifyError } from './classify-error.ts'
import type { Found } from './delivered.ts'

/** Which message is looked for. */
export interface Lookup {
  /** As it was posted to: an id, a name, or a person's id. */
  readonly channel: string
  readonly tag: string
  /** By our clock, no later than it was first posted. */
  readonly since: Date
  readonly threadTs?: string
}

/** Says in a message's metadata that it is ours. */
export const METADATA_TYPE = 'counterfoil'

/** How far Slack's clock and ours may be apart. */
const CLOCKS_APART_MS = 5 * 60_000
const PAGE = 200
const MOST_PAGES = 25

/** Finds our own message by the tag in its metadata. Each call is one attempt, nothing is retried here. */
export function openFinder(client: WebClient): (lookup: Lookup) => Promise<Found> {
  const ids = new Map<string, string>()
  let bot: Promise<{ botId: string | undefined; userId: string | undefined }> | null = null

  async function introduce() {
    bot ??= client.auth.test().then(({ bot_id, user_id }) => ({ botId: bot_id, userId: user_id }))
    return await bot.catch((error: unknown) => {
      bot = null
      throw error
    })
  }

  return async (lookup) => {
    try {
      const channel = ids.get(lookup.channel) ?? (await findChannel(client, lookup.channel))
      if (channel === null) return { kind: 'absent' }
      ids.set(lookup.channel, channel)
      const { botId, userId } = await introduce()
      const isOurs = ({ metadata, bot_id, user }: Said) =>
        (user === userId || (botId !== undefined && bot_id === botId)) &&
        metadata?.event_type === METADATA_TYPE &&
        metadata.event_payload?.tag === lookup.tag
      return await look(client, { ...lookup, channel, isOurs })
    } catch (error) {
      return classifyLookup(error, lookup.channel)
    }
  }
}

/** A message, as far as the look cares. */
interface Said {
  readonly ts?: string | undefined
  readonly user?: string | undefined
  readonly bot_id?: string | undefined
  readonly metadata?: { event_type?: string; event_payload?: { tag?: unknown } } | undefined
}

async function look(
  client: WebClient,
  { channel, since, threadTs, isOurs }: Lookup & { readonly isOurs: (message: Said) => boolean },
): Promise<Found> {
  const oldest = ((since.getTime() - CLOCKS_APART_MS) / 1_000).toFixed(6)
  const asked = { channel, oldest, include_all_metadata: true, limit: PAGE }
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const next = cursor === '' ? asked : { ...asked, cursor }
    const answer =
      threadTs === undefined
        ? await client.conversations.history(next)
        : await client.conversations.replies({ ...next, ts: threadTs })
    const found = (answer.messages as readonly Said[] | undefined)?.find(isOurs)
    if (found?.ts !== undefined) return { kind: 'found', channel, ts: found.ts }
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') return { kind: 'absent' }
  }
  const reason = `more than ${MOST_PAGES * PAGE} messages came after it`
  return { kind: 'unreadable', reason }
}

/** The id of a conversation; null: there is none that the bot could have posted to. */
async function findChannel(client: WebClient, name: string): Promise<string | null> {
  if (/^[CDG][A-Z0-9]{7,}$/.test(name)) return name
  if (/^[UW][A-Z0-9]{7,}$/.test(name)) {
    const { channel } = await client.conversations.open({ users: name })
    return channel?.id ?? null
  }
  const plain = name.replace(/^#/, '').toLowerCase()
  const asked = { types: 'public_channel,private_channel', limit: 1_000 }
  for (let cursor = ''; ; ) {
    const page = await client.conversations.list(cursor === '' ? asked : { ...asked, cursor })
    const found = page.channels?.find((channel) => channel.name === plain)
    if (found?.id !== undefined) return found.id
    cursor = page.response_metadata?.next_cursor ?? ''
    if (cursor === '') return null
  }
}

/** The thread is gone: then so is what was in it. */
const GONE = new Set(['thread_not_found', 'message_not_found'])

function classifyLookup(error: unknown, channel: string): Found {
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error
    if (GONE.has(code)) return { kind: 'absent' }
    if (code === 'missing_scope') {
      const needed = 'needed' in error.data ? ` ${error.data.needed}` : ''
      const reason = `the app lacks the scope${needed}; install it again with manifest.yml`
      return { kind: 'unreadable', reason }
    }
  }
  const failed = classifyError(error, channel)
  if ('retryAfterSeconds' in failed) return { kind: 'retry', ...failed }
  return { kind: 'unreadable', reason: failed.reason }
}
