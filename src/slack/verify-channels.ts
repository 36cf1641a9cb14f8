import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import { describeSlackError } from './explain-slack-error.ts'

/** What Slack says of a channel, as far as it matters. */
interface Channel {
  readonly name?: string
  readonly is_archived?: boolean
  readonly is_member?: boolean
  readonly is_private?: boolean
}

/** Every channel of the config: it is there, not archived, and the bot may post in it. */
export async function verifyChannels(client: WebClient, settings: Settings): Promise<SetupCheck[]> {
  const wanted = settings.reconciliations.flatMap(({ notify }) => [notify.channel, notify.digestChannel])
  const names = [...new Set(wanted.filter((name) => name !== null))]
  const listed = names.some((name) => !isId(name)) ? await listChannels(client) : new Map<string, Channel>()
  return await Promise.all(
    names.map(async (name) => {
      const what = `channel ${name}`
      try {
        const { channel } = isId(name)
          ? await client.conversations.info({ channel: name })
          : { channel: null }
        return { what, ...judge(channel ?? listed.get(name.replace(/^#/, '').toLowerCase()) ?? null) }
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError)) throw error
        return { what, ...(error.data.error === 'channel_not_found' ? ABSENT : refusal(error)) }
      }
    }),
  )
}

const INVITE = 'invite the bot there: /invite @Counterfoil'
const ABSENT = {
  state: 'mend',
  said: `the bot sees no such channel: check the name in the config, and if it is private ${INVITE}`,
} as const

function judge(channel: Channel | null): Omit<SetupCheck, 'what'> {
  if (channel === null) return ABSENT
  if (channel.is_archived)
    return { state: 'mend', said: 'it is archived: unarchive it, or name another one in the config' }
  if (channel.is_member) return { state: 'ok', said: 'the bot is in it' }
  if (channel.is_private) return { state: 'mend', said: `the bot is not in it: ${INVITE}` }
  return { state: 'note', said: `the bot can post there, and upload no reports: ${INVITE}` }
}

function refusal(error: WebAPIPlatformError): Omit<SetupCheck, 'what'> {
  return { state: 'note', said: `Slack does not say (${describeSlackError(error)})` }
}

function isId(name: string): boolean {
  return /^[CDG][A-Z0-9]{7,}$/.test(name)
}

async function listChannels(client: WebClient): Promise<Map<string, Channel>> {
  const found = new Map<string, Channel>()
  for (let cursor = ''; ; ) {
    const page = await client.conversations.list({
      types: 'public_channel,private_channel',
      limit: 1_000,
      ...(cursor === '' ? {} : { cursor }),
    })
    for (const channel of page.channels ?? []) found.set(channel.name ?? '', channel)
    cursor = page.response_metadata?.next_cursor ?? ''
    if (cursor === '') return found
  }
}
