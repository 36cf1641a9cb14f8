import type { ClaimedRow, SentMessage } from '../domain/outbox.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { retryDelaySeconds } from '../outbox/retry-delay.ts'
import { CALL_TIMEOUT_MS, type Deliver, type Delivered } from '../slack/deliver.ts'
import type { Message } from '../slack/messages/message.ts'
import { claimOutbox, nextDueAt } from '../store/lanes.ts'
import { findMessage } from '../store/messages.ts'
import { findWanted, markPosting } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { deliverIncident } from './deliver-incident.ts'
import { explainFailure } from './explain-failure.ts'
import { hashMessage } from './hash-message.ts'
import { renderSubject } from './render-subject.ts'
import { LATE_SECONDS, type Outcome, settleDelivery } from './settle-delivery.ts'

/** Longer than one delivery takes: a look for a lost message, and a post. */
const LEASE_SECONDS = 60

/**
 * Tells what goes next in every lane: each row's message is rendered from the tracker as it is now and posted, edited
 * or, when Slack shows it already, skipped. Returns how many rows it saw.
 */
export async function deliverOutbox(context: Context, deliver: Deliver): Promise<number> {
  const rows = await claimDeliveries(context)
  await Promise.all(rows.map((row) => deliverRow(context, deliver, row)))
  return rows.length
}

/** One row for each lane that is free. Who claims them delivers them. */
export async function claimDeliveries(context: Context): Promise<readonly ClaimedRow[]> {
  return await claimOutbox(context.db, { now: context.now(), leaseSeconds: LEASE_SECONDS })
}

/** When there will be something to claim, if nothing is asked for meanwhile; null: nothing waits. */
export async function nextDelivery(context: Context): Promise<Date | null> {
  return await nextDueAt(context.db)
}

/**
 * Delivers one claimed row and lets go of its lane. Throws what the tracker throws: then the claim ends by itself, and
 * whoever has it next looks first whether the message arrived.
 */
export async function deliverRow(context: Context, deliver: Deliver, row: ClaimedRow): Promise<void> {
  const telling =
    row.about.kind === 'incident' ? deliverIncident(context, row, row.about) : tell({ context, deliver, row })
  const outcome = await telling.catch((error: unknown): Outcome => {
    if (explainFailure(error)) throw error
    context.log.error({ tag: row.tag, err: error }, 'message could not be made')
    // What cannot be told must not keep the rest of its channel for good.
    if (row.attempts >= MOST_MISHAPS) return { kind: 'failed', reason: MISHAP }
    return { kind: 'later', seconds: retryDelaySeconds(row.attempts, 0), reason: MISHAP }
  })
  await settleDelivery(context, row, outcome)
}

const MISHAP = 'an internal error; the log has the details'
const MOST_MISHAPS = 5

interface Delivery {
  readonly context: Context
  readonly deliver: Deliver
  readonly row: ClaimedRow
}

async function tell(delivery: Delivery): Promise<Outcome> {
  const { context, row } = delivery
  const message = await renderSubject(context, row.about)
  if (!message) return { kind: 'done' }
  const sent = await findMessage(context.db, row.tag)
  if (!sent || sent.goneAt) return await post(delivery, message, sent)
  // In whichever form it stands there: what Slack would not draw yesterday is no reason for an edit today.
  const forms = [message, ...(message.plainer ? [message.plainer] : [])].map(hashMessage)
  if (forms.includes(sent.contentHash)) return { kind: 'done' }
  return await edit(delivery, message, sent)
}

async function edit(
  { context, deliver, row }: Delivery,
  message: Message,
  sent: SentMessage,
): Promise<Outcome> {
  const { channel, ts } = sent
  const usedAt = context.now()
  const updated = await deliver.update({ channel, ts, message, tag: row.tag })
  return toOutcome(updated, { message, usedAt })
}

/** Never twice: what may be there already is looked for first. */
async function post(delivery: Delivery, message: Message, before: SentMessage | null): Promise<Outcome> {
  const { context, deliver, row } = delivery
  if (before && before.reposts > 0 && !row.postAnyway) return { kind: 'failed', reason: DELETED_AGAIN }
  const thread = await findThread(context, row)
  if (thread && 'kind' in thread) return thread
  const place = thread ? { channel: thread.channel, threadTs: thread.ts } : { channel: row.channel }
  const known = row.firstAttemptAt ? await lookFor(delivery, place, row.firstAttemptAt) : null
  if (known) return known
  const usedAt = context.now()
  // The claim must outlast the call: nobody else may post it while Slack can still take it from us.
  if (usedAt.getTime() + 2 * CALL_TIMEOUT_MS > row.leaseUntil.getTime()) return { kind: 'later', seconds: 1 }
  if (!(await markPosting(context.db, row, usedAt))) return { kind: 'lost' }
  return toOutcome(await deliver.post({ ...place, message, tag: row.tag }), { message, usedAt, isPost: true })
}

const DELETED_AGAIN =
  'somebody deleted it in Slack twice, so it was not posted again; what it is about stands in /recon list'

/** The card, or the group message, that a note belongs to. Without it the note would stand alone in the channel. */
async function findThread(context: Context, { about }: ClaimedRow): Promise<SentMessage | Outcome | null> {
  if (about.kind !== 'note' && about.kind !== 'group-note') return null
  const isOfCard = about.kind === 'note'
  const tag = isOfCard ? messageTag.card(about.number) : messageTag.group(about.runId)
  const card = await findMessage(context.db, tag)
  if (card && !card.goneAt) return card
  const wanted = await findWanted(context.db, tag)
  if (wanted?.state === 'pending') return { kind: 'later', seconds: 1 }
  return {
    kind: 'failed',
    reason: `its ${isOfCard ? `card #${about.number}` : 'group message'} does not stand in Slack`,
  }
}

/** Null: it is certainly not there, or a person said to post it whatever can be seen. */
async function lookFor(
  { context, deliver, row }: Delivery,
  place: { readonly channel: string; readonly threadTs?: string },
  since: Date,
): Promise<Outcome | null> {
  const early = LATE_SECONDS - (context.now().getTime() - since.getTime()) / 1_000
  if (early > 0) return { kind: 'later', seconds: early }
  const found = await deliver.find({ ...place, tag: row.tag, since })
  switch (found.kind) {
    case 'found':
      return { kind: 'adopted', channel: found.channel, ts: found.ts }
    case 'absent':
      return null
    case 'retry':
      return { kind: 'retry', usedAt: null, failed: { ...found, ok: false }, firstAttemptAt: since }
    case 'unreadable':
      return row.postAnyway
        ? null
        : { kind: 'failed', reason: describeUnsure(found.reason), firstAttemptAt: since }
  }
}

function describeUnsure(why: string): string {
  return `it may have been posted: the answer got lost, and the channel could not be read (${why}). Look there before you try again`
}

function toOutcome(
  delivered: Delivered,
  { message, usedAt, isPost = false }: { message: Message; usedAt: Date; isPost?: boolean },
): Outcome {
  if (delivered.ok) {
    const { channel, ts, plainly } = delivered
    const shown = plainly && message.plainer ? message.plainer : message
    return { kind: 'sent', channel, ts, contentHash: hashMessage(shown), usedAt }
  }
  if ('gone' in delivered) return { kind: 'gone', usedAt }
  if ('permanent' in delivered) return { kind: 'failed', reason: delivered.reason, usedAt }
  const firstAttemptAt = isPost && delivered.mayHaveArrived ? usedAt : null
  return { kind: 'retry', failed: delivered, usedAt, firstAttemptAt }
}
