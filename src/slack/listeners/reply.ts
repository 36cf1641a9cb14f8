import type { Message } from '../messages/message.ts'
import type { Room } from './room.ts'

/** Who is answered, and where they are looking. */
export interface Audience {
  readonly user: string
  /** Slack's address for answers: 5 uses in 30 minutes. Null where a click has none (Home tab). */
  readonly responseUrl: string | null
}

const TIMEOUT_MS = 10_000

/**
 * Answers one person. It works in channels the bot is not in; when the response url is used up or too old, the
 * answer comes as a direct message. `replace` changes the message that was clicked instead of adding one.
 */
export async function reply(
  room: Room,
  audience: Audience,
  { message, replace = false }: { readonly message: Message; readonly replace?: boolean },
): Promise<void> {
  const { responseUrl } = audience
  const answer = { response_type: 'ephemeral', replace_original: replace, ...message }
  if (responseUrl !== null && (await postResponse(room, responseUrl, answer))) return
  // Whatever in the blocks was refused, the text says the same in short.
  const { blocks: _refused, ...textOnly } = answer
  if (responseUrl !== null && (await postResponse(room, responseUrl, textOnly))) return
  await room.client.chat.postMessage({
    channel: audience.user,
    ...message,
    unfurl_links: false,
    unfurl_media: false,
  })
}

async function postResponse(room: Room, url: string, body: object): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.ok) return true
    // Slack says why in a word; the url is a secret and stays out of the log.
    const answer = (await response.text()).slice(0, 200)
    room.context.log.warn({ status: response.status, answer }, 'an answer was refused by Slack')
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    room.context.log.warn({ error: name }, 'an answer did not reach Slack')
  }
  return false
}
