import { CounterfoilError } from '../../domain/errors.ts'
import { describeSlackError, NO_ANSWER_IN_TIME } from '../explain-slack-error.ts'
import type { Message } from '../messages/message.ts'
import type { Room } from './room.ts'

/** Who is answered, and where they are looking. */
export interface Audience {
  readonly user: string
  /** Slack's address for answers: 5 uses in 30 minutes. Null where a click has none (Home tab). */
  readonly responseUrl: string | null
  /** Where they asked; null or unsaid: in no channel. */
  readonly channel?: string | null
  /** When they asked for what is answered; unsaid: just now. */
  readonly askedAt?: Date
}

interface Answer {
  readonly message: Message
  /** Changes the message that was clicked instead of adding one. */
  readonly replace?: boolean
}

/** An overloaded Slack may take long; one that is asked again meanwhile tells the person twice. */
const TIMEOUT_MS = 30_000
/** Who asked so long ago may be away, and Slack keeps what is for their eyes only for nobody. */
const LATE_MS = 5 * 60_000

/**
 * Answers one person. It works in channels the bot is not in. When the response url is used up or too old, the answer
 * comes for their eyes only in the channel where they asked, and where the bot is not in there as a direct message; a late
 * one is a direct message first of all, which waits for them.
 */
export async function reply(room: Room, audience: Audience, answer: Answer): Promise<void> {
  const isLate = isLong(room, audience) && answer.replace !== true
  if (isLate && (await isPosted(room, audience, () => postDirect(room, audience, answer)))) return
  if (await respond(room, audience, answer)) return
  if (await postAlone(room, audience, answer)) return
  if (!isLate) await postDirect(room, audience, answer)
}

/** The same, but never as a direct message, which would stay: where only the person may see it, or nobody does. */
export async function replyAlone(room: Room, audience: Audience, message: Message): Promise<void> {
  if (await respond(room, audience, { message })) return
  if (await postAlone(room, audience, { message })) return
  throw new CounterfoilError(
    'refused',
    'Slack did not take a message for your eyes only here. Please try again in a channel that Counterfoil is in.',
  )
}

/** Takes away the answer that was clicked. */
export async function hideAnswer(room: Room, { responseUrl }: Audience): Promise<void> {
  const gone = responseUrl !== null && (await postResponse(room, responseUrl, { delete_original: true }))
  if (gone !== 'done')
    throw new CounterfoilError(
      'refused',
      'Slack did not take the message away. Reload Slack: it is gone then.',
    )
}

/** Whoever asked may have gone away meanwhile. */
export function isLong({ context }: Room, { askedAt }: Audience): boolean {
  return askedAt !== undefined && context.now().getTime() - askedAt.getTime() >= LATE_MS
}

async function postDirect(room: Room, { user }: Audience, { message }: Answer): Promise<void> {
  const quiet = { unfurl_links: false, unfurl_media: false }
  await room.client.chat.postMessage({ channel: user, ...plainestOf(message), ...quiet })
}

async function respond(
  room: Room,
  { responseUrl }: Audience,
  { message, replace = false }: Answer,
): Promise<boolean> {
  if (responseUrl === null) return false
  const { plainer, ...full } = { response_type: 'ephemeral', replace_original: replace, ...message }
  for (const form of plainer ? [full, { ...full, ...plainestOf(plainer) }] : [full]) {
    const outcome = await postResponse(room, responseUrl, form)
    if (outcome !== 'refused') return outcome === 'done'
  }
  // Whatever in the blocks was refused, the text says the same in short.
  const { blocks: _refused, ...textOnly } = full
  return (await postResponse(room, responseUrl, textOnly)) === 'done'
}

/** Where there is no second try: what every workspace takes. */
function plainestOf({ plainer, ...message }: Message): Omit<Message, 'plainer'> {
  return plainer ? plainestOf(plainer) : message
}

/** `over`: no answer can go there any more. After a broken connection it is told in another way: twice rather than never. */
async function postResponse(room: Room, url: string, body: object): Promise<'done' | 'refused' | 'over'> {
  const { log } = room.context
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
    log.warn({ status: response.status, answer }, 'an answer was refused by Slack')
    return 'refused'
  } catch (error) {
    const reason = describeSlackError(error)
    log.warn({ error: reason }, 'an answer may not have reached Slack')
    return isOverdue(reason) ? 'done' : 'over'
  }
}

/** Slack took it and was too slow to say so: what it has must not be said again. */
function isOverdue(reason: string): boolean {
  return reason === NO_ANSWER_IN_TIME
}

/** For their eyes only, in the channel. A direct message with the bot is theirs alone, and needs no such post. */
async function postAlone(room: Room, audience: Audience, { message }: Answer): Promise<boolean> {
  const { channel, user } = audience
  if (!channel || channel.startsWith('D')) return false
  return await isPosted(room, audience, () =>
    room.client.chat.postEphemeral({ channel, user, ...plainestOf(message) }),
  )
}

/** False: it was refused, and has to go another way. */
async function isPosted(room: Room, { channel }: Audience, post: () => Promise<unknown>): Promise<boolean> {
  try {
    await post()
    return true
  } catch (error) {
    const reason = describeSlackError(error)
    room.context.log.info({ channel, reason }, 'an answer goes another way')
    return isOverdue(reason)
  }
}
