import type { ClaimedRow } from '../domain/outbox.ts'
import { numberOfCall } from '../outbox/plan-call.ts'
import { retryDelaySeconds } from '../outbox/retry-delay.ts'
import type { Delivered } from '../slack/deliver.ts'
import { noteFailedCall } from '../store/ladders.ts'
import { lockLane, releaseLane } from '../store/lanes.ts'
import { lockHistory } from '../store/lock-history.ts'
import { markGone, saveMessage } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { isClaimed, markDelivered, markFailed, markRetry } from '../store/outbox.ts'
import type { Context } from './context.ts'

type Retry = Extract<Delivered, { readonly retryAfterSeconds: number }>

/** What became of one claimed row, and what else is remembered with it, under `lockHistory`. */
export type Outcome = Became & { readonly also?: (transaction: Database) => Promise<void> }

/** `usedAt`: when Slack, or the service of an incident, was called. */
type Became =
  /** There is nothing to tell any more, or Slack shows it already. */
  | { readonly kind: 'done'; readonly usedAt?: Date }
  | {
      readonly kind: 'sent'
      readonly channel: string
      readonly ts: string
      readonly contentHash: string
      readonly usedAt: Date
    }
  /** An earlier attempt had arrived; what it shows may be old by now. */
  | { readonly kind: 'adopted'; readonly channel: string; readonly ts: string }
  /** Somebody deleted it in Slack. */
  | { readonly kind: 'gone'; readonly usedAt: Date }
  | {
      readonly kind: 'retry'
      readonly failed: Retry
      readonly usedAt: Date | null
      readonly firstAttemptAt: Date | null
    }
  /** It waits for something of ours. */
  | { readonly kind: 'later'; readonly seconds: number; readonly reason?: string; readonly usedAt?: Date }
  | {
      readonly kind: 'failed'
      readonly reason: string
      readonly usedAt?: Date
      readonly firstAttemptAt?: Date
    }
  /** Somebody else has the row by now. */
  | { readonly kind: 'lost' }

/** How long Slack may still be working on a call whose answer got lost. */
export const LATE_SECONDS = 10

/** Remembers what became of a row, and lets go of it and its lane, all at once. Nothing if the claim is lost. */
export async function settleDelivery(context: Context, row: ClaimedRow, outcome: Outcome): Promise<void> {
  await context.db.transaction(async (transaction: Database) => {
    // Before all rows, as whoever writes history does; and as whoever claims does, the lane before its rows.
    if (outcome.also) await lockHistory(transaction)
    await lockLane(transaction, row)
    if (outcome.kind !== 'lost' && (await isClaimed(transaction, row))) {
      await remember({ context, transaction, row }, outcome)
      await outcome.also?.(transaction)
    }
    const usedAt = 'usedAt' in outcome ? (outcome.usedAt ?? null) : null
    await releaseLane(transaction, row, { usedAt, freeAt: limitedUntil(context, outcome) })
  })
  // Whoever was to be called was not: the ladder may go on.
  if (outcome.kind === 'failed' && numberOfCall(row) !== null) context.wakeDelivery()
  if (outcome.kind === 'sent')
    context.observer?.delivered((context.now().getTime() - row.askedAt.getTime()) / 1_000)
}

interface Settling {
  readonly context: Context
  readonly transaction: Database
  readonly row: ClaimedRow
}

async function remember({ context, transaction, row }: Settling, outcome: Outcome): Promise<void> {
  const now = context.now()
  const { tag, firstAttemptAt } = row
  switch (outcome.kind) {
    case 'done':
      return await markDelivered(transaction, row)
    case 'sent': {
      const { channel, ts, contentHash } = outcome
      await saveMessage(transaction, { tag, channel, ts, contentHash, sentAt: now })
      return await markDelivered(transaction, row)
    }
    case 'adopted': {
      const { channel, ts } = outcome
      context.log.info({ tag, channel }, 'a message whose answer got lost stands in Slack')
      // What it shows is not known: from here it is one that may have to be edited.
      await saveMessage(transaction, { tag, channel, ts, contentHash: '', sentAt: now })
      return await markRetry(transaction, { ...row, error: null, nextAttemptAt: now, firstAttemptAt: null })
    }
    case 'gone':
      await markGone(transaction, tag, now)
      return await markRetry(transaction, { ...row, error: null, nextAttemptAt: now, firstAttemptAt: null })
    case 'later': {
      const nextAttemptAt = after(now, outcome.seconds)
      const error = outcome.reason ?? null
      return await markRetry(transaction, { ...row, error, nextAttemptAt, firstAttemptAt })
    }
    case 'retry': {
      const { failed, firstAttemptAt } = outcome
      const nextAttemptAt = after(now, delaySeconds(row, failed))
      return await markRetry(transaction, { ...row, error: failed.reason, nextAttemptAt, firstAttemptAt })
    }
    case 'failed': {
      const { reason, firstAttemptAt = null } = outcome
      context.log.warn({ tag, channel: row.channel, reason }, 'message given up; see /recon status')
      const number = numberOfCall(row)
      if (number !== null) await noteFailedCall(transaction, { number, tag, reason })
      return await markFailed(transaction, { ...row, error: reason, firstAttemptAt })
    }
  }
}

/** Slack's own wait is kept to the second; ours grows, and is never shorter than a call may still be on its way. */
function delaySeconds({ attempts }: ClaimedRow, failed: Retry): number {
  if (failed.isLimit) return failed.retryAfterSeconds
  const least = failed.mayHaveArrived ? LATE_SECONDS : 0
  return Math.max(least, retryDelaySeconds(attempts, failed.retryAfterSeconds))
}

function limitedUntil(context: Context, outcome: Outcome): Date | null {
  if (outcome.kind !== 'retry' || !outcome.failed.isLimit) return null
  return after(context.now(), outcome.failed.retryAfterSeconds)
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1_000)
}
