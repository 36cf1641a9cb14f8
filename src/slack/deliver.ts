import type { ChatPostMessageArguments, WebClient } from '@slack/web-api'
import { classifyError } from './classify-error.ts'
import type { Delivered, Found } from './delivered.ts'
import { type Lookup, METADATA_TYPE, openFinder } from './find-posted.ts'
import type { Message } from './messages/message.ts'

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
 * whose answer got lost would stand in the channel twice, and one 429 would hold up every other channel.
 */
export function openDelivery(client: WebClient): Deliver {
  return {
    async post({ channel, message, tag, threadTs }) {
      return await attempt(channel, () =>
        client.chat.postMessage({
          ...contentOf(message, tag),
          channel,
          unfurl_links: false,
          unfurl_media: false,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        } satisfies ChatPostMessageArguments),
      )
    },
    async update({ channel, ts, message, tag }) {
      return await attempt(channel, () => client.chat.update({ ...contentOf(message, tag), channel, ts }))
    },
    find: openFinder(client),
  }
}

/** Metadata says which message this is, by tag alone: every app in the workspace can read it. */
function contentOf(message: Message, tag: string) {
  const metadata = { event_type: METADATA_TYPE, event_payload: { tag } }
  return { text: message.text, blocks: message.blocks, metadata }
}

async function attempt(
  channel: string,
  call: () => Promise<{ channel?: string; ts?: string }>,
): Promise<Delivered> {
  try {
    const answer = await call()
    if (answer.ts !== undefined) return { ok: true, channel: answer.channel ?? channel, ts: answer.ts }
    return {
      ok: false,
      retryAfterSeconds: 30,
      reason: 'Slack answered without a message id',
      mayHaveArrived: true,
    }
  } catch (error) {
    return classifyError(error, channel)
  }
}
