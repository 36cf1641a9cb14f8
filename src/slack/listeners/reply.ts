import { describeSlackError } from '../explain-slack-error.ts'
import type { Message } from '../messages/message.ts'
import type { Room } from './room.ts'

/** Who is answered, and where they are looking. */
export interface Audience {
  readonly user: string
  /** Slack's address for answers: 5 uses in 30 minutes. Null where a click has none (Home tab). */
  readonly responseUrl: string | null
  /** Where they asked; null or unsaid: in no channel. */
  readonly channel?: string | null
}

const TIMEOUT_MS = 10_000

/**
 * Answers one person. It works in channels the bot is not in. When the response url is used up or too old, the answer
 * comes for their eyes only in the channel where they asked, and where the bot is not in there as a direct message.
 * `replace` changes the message that was clicked instead of adding one.
 */
export async function reply(
  room: Room,
  audience: Audience,
  { message, replace = false }: { readonly message: Message; readonly replace?: boolean },
): Promise<void> {
  const { responseUrl } = audience
  const answer = { response_type: 'ephemeral', replace_original: replace, ...message }
  if (responseUrl !== null && (await respond(room, responseUrl, answer))) return
  if (await postAlone(room, audience, message)) return
  await room.client.chat.postMessage({
    channel: audience.user,
    ...plainestOf(message),
    unfurl_links: false,
    unfurl_media: false,
  })
}

async function respond(room: Room, url: string, answer: Message): Promise<boolean> {
  const { plainer, ...full } = answer
  for (const form of plainer ? [full, { ...full, ...plainestOf(plainer) }] : [full]) {
    const outcome = await postResponse(room, url, form)
    if (outcome !== 'refused') return outcome === 'done'
  }
  // Whatever in the blocks was refused, the text says the same in short.
  const { blocks: _refused, ...textOnly } = full
  return (await postResponse(room, url, textOnly)) === 'done'
}

/** Where there is no second try: what every workspace takes. */
function plainestOf({ plainer, ...message }: Message): Omit<Message, 'plainer'> {
  return plainer ? plainestOf(plainer) : message
}

/** `over`: no answer can go there any more. */
async function postResponse(room: Room, url: string, body: object): Promise<'done' | 'refused' | 'over'> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.ok) return 'done'
    // Slack says why in a word; the url is a secret and stays out of the log.
    const answer = (await response.text()).slice(0, 200)
    if (/used_url|expired_url/.test(answer)) return 'over'
    room.context.log.warn({ status: response.status, answer }, 'an answer was refused by Slack')
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    room.context.log.warn({ error: name }, 'an answer did not reach Slack')
  }
  return 'refused'
}

/** For their eyes only, in the channel. A direct message with the bot is theirs alone, and needs no such post. */
async function postAlone(room: Room, { channel, user }: Audience, message: Message): Promise<boolean> {
  if (!channel || channel.startsWith('D')) return false
  try {
    await room.client.chat.postEphemeral({ channel, user, ...plainestOf(message) })
    return true
  } catch (error) {
    const reason = describeSlackError(error)
    room.context.log.info({ channel, reason }, 'an answer goes as a direct message')
    return false
  }
}
