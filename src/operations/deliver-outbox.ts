import type { OutboxRow, SentMessage } from '../domain/outbox.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { retryDelaySeconds } from '../outbox/retry-delay.ts'
import type { Deliver, Delivered } from '../slack/deliver.ts'
import { findMessage, saveMessage } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { claimOutbox, markDelivered, markFailed, markRetry } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { hashMessage } from './hash-message.ts'
import { renderSubject } from './render-subject.ts'

const CLAIM = 50
const LEASE_SECONDS = 120

/**
 * Tells everything that is due: each row's message is rendered from the tracker as it is now and posted, edited or,
 * when Slack shows it already, skipped. Channels go side by side, each in its own order. Returns how many rows it saw.
 */
export async function deliverOutbox(context: Context, deliver: Deliver): Promise<number> {
  const rows = await claimOutbox(context.db, {
    limit: CLAIM,
    now: context.now(),
    leaseSeconds: LEASE_SECONDS,
  })
  const lanes = new Map<string, OutboxRow[]>()
  for (const row of rows) lanes.set(row.channel, [...(lanes.get(row.channel) ?? []), row])
  await Promise.all([...lanes.values()].map((lane) => deliverLane(context, deliver, lane)))
  return rows.length
}

async function deliverLane(context: Context, deliver: Deliver, lane: readonly OutboxRow[]): Promise<void> {
  for (const row of lane) {
    if (context.signal.aborted) return
    try {
      await deliverRow(context, deliver, row)
    } catch (error) {
      context.log.error({ tag: row.tag, err: error }, 'message could not be delivered; it is tried again')
      await retry(context, row, { retryAfterSeconds: 0, reason: 'internal error, see the log' })
    }
  }
}

async function deliverRow(context: Context, deliver: Deliver, row: OutboxRow): Promise<void> {
  const message = await renderSubject(context, row.about)
  if (!message) return await markDelivered(context.db, row)
  const contentHash = hashMessage(message)
  const sent = await findMessage(context.db, row.tag)
  if (sent?.contentHash === contentHash) return await markDelivered(context.db, row)
  const thread = await findThread(context, row)
  if (thread === 'not yet')
    return await retry(context, row, { retryAfterSeconds: 1, reason: 'waits for its card' })
  const delivered = await send(deliver, { row, sent, message, thread })
  await settle(context, { row, delivered, contentHash })
}

/** The card a note belongs to. Without it the note would stand alone in the channel, so it waits. */
async function findThread(context: Context, row: OutboxRow): Promise<SentMessage | 'not yet' | null> {
  if (row.about.kind !== 'note') return null
  return (await findMessage(context.db, messageTag.card(row.about.number))) ?? 'not yet'
}

interface Sending {
  readonly row: OutboxRow
  readonly sent: SentMessage | null
  readonly message: Parameters<Deliver['post']>[0]['message']
  readonly thread: SentMessage | null
}

async function send(deliver: Deliver, { row, sent, message, thread }: Sending): Promise<Delivered> {
  const { tag } = row
  if (sent) {
    const updated = await deliver.update({ channel: sent.channel, ts: sent.ts, message, tag })
    // Somebody deleted it in Slack: it is posted anew, once.
    if (updated.ok || !('gone' in updated)) return updated
  }
  return await deliver.post({
    channel: row.channel,
    message,
    tag,
    ...(thread ? { threadTs: thread.ts } : {}),
  })
}

async function settle(
  context: Context,
  { row, delivered, contentHash }: { row: OutboxRow; delivered: Delivered; contentHash: string },
): Promise<void> {
  if (delivered.ok) {
    const { channel, ts } = delivered
    await context.db.transaction(async (transaction: Database) => {
      await saveMessage(transaction, { tag: row.tag, channel, ts, contentHash, sentAt: context.now() })
      await markDelivered(transaction, row)
    })
  } else if ('retryAfterSeconds' in delivered) {
    await retry(context, row, delivered)
  } else {
    context.log.warn(
      { tag: row.tag, channel: row.channel, reason: delivered.reason },
      'message refused for good',
    )
    await markFailed(context.db, { tag: row.tag, generation: row.generation, error: delivered.reason })
  }
}

async function retry(
  context: Context,
  row: OutboxRow,
  { retryAfterSeconds, reason }: { retryAfterSeconds: number; reason: string },
): Promise<void> {
  const delayMs = retryDelaySeconds(row.attempts, retryAfterSeconds) * 1_000
  const nextAttemptAt = new Date(context.now().getTime() + delayMs)
  await markRetry(context.db, { tag: row.tag, generation: row.generation, error: reason, nextAttemptAt })
}
