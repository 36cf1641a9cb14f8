import { type ChatPostMessageArguments, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { classifyError } from './classify-error.ts'
import type { Delivered, Found } from './delivered.ts'
import { type Lookup, METADATA_TYPE, openFinder } from './find-posted.ts'
import type { Message } from './messages/message.ts'
import { openRefusedBlocks, type RefusedBlocks } from './refused-blocks.ts'

export type { Delivered, Found }

/** Posts and edits messages. One attempt each: when to try again is the outbox's decision. */
export interface Deliver {
  post(request: {
    readonly channel: string
    readonly message: Message
    readonly tag: string
    readonly threadTs?: string
  }): Promise<Delivered>
  update(request: {
    readonly channel: string
    readonly ts: string
    readonly message: Message
    readonly tag: string
  }): Promise<Delivered>
  /** Looks for a message that was posted with this tag and whose answer got lost. */
  find(lookup: Lookup): Promise<Found>
}

/** The longest that one call may take; a claim must outlast it. */
export const CALL_TIMEOUT_MS = 15_000

/**
 * Delivery through this client. It must not retry by itself (`retries: 0`, `rejectRateLimitedCalls: true`): a post
 * whose answer got lost would stand in the channel twice, and one 429 would hold up every other channel. A message whose
 * blocks Slack refuses is sent once more in its plainer form, and for a day what else has such blocks is so at once.
 */
export function openDelivery(client: WebClient, now: () => Date = () => new Date()): Deliver {
  const refused = openRefusedBlocks(now)
  return {
    async post({ channel, message, tag, threadTs }) {
      return await attempt({ channel, message, refused }, (shown) =>
        client.chat.postMessage({
          ...contentOf(shown, tag),
          channel,
          unfurl_links: false,
          unfurl_media: false,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        } satisfies ChatPostMessageArguments),
      )
    },
    async update({ channel, ts, message, tag }) {
      return await attempt({ channel, message, refused }, (shown) =>
        client.chat.update({ ...contentOf(shown, tag), channel, ts }),
      )
    },
    find: openFinder(client),
  }
}

/** Metadata says which message this is, by tag alone: every app in the workspace can read it. */
function contentOf(message: Message, tag: string) {
  const metadata = { event_type: METADATA_TYPE, event_payload: { tag } }
  return { text: message.text, blocks: message.blocks, metadata }
}

interface Attempt {
  readonly channel: string
  readonly message: Message
  readonly refused: RefusedBlocks
}

type Call = (shown: Message) => Promise<{ channel?: string; ts?: string }>

async function attempt({ channel, message, refused }: Attempt, call: Call): Promise<Delivered> {
  const { plainer } = message
  const first = refused.areIn(message) && plainer ? plainer : message
  try {
    const delivered = await send(channel, () => call(first))
    return first === plainer ? plainly(delivered) : delivered
  } catch (error) {
    if (!areBlocksRefused(error) || first === plainer || !plainer) return classifyError(error, channel)
  }
  try {
    const delivered = await send(channel, () => call(plainer))
    refused.remember(message)
    return plainly(delivered)
  } catch (error) {
    return classifyError(error, channel)
  }
}

function plainly(delivered: Delivered): Delivered {
  return delivered.ok ? { ...delivered, plainly: true } : delivered
}

async function send(channel: string, call: () => ReturnType<Call>): Promise<Delivered> {
  const answer = await call()
  if (answer.ts !== undefined) return { ok: true, channel: answer.channel ?? channel, ts: answer.ts }
  return {
    ok: false,
    retryAfterSeconds: 30,
    reason: 'Slack answered without a message id',
    mayHaveArrived: true,
  }
}

function areBlocksRefused(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'invalid_blocks'
}
