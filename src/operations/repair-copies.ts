import type { SentMessage, WantedMessage } from '../domain/outbox.ts'
import { subjectOfTag } from '../outbox/subject-of-tag.ts'
import type { Database } from '../store/database.ts'
import { enqueue } from '../store/outbox.ts'
import { claimRepair, renewRepair } from '../store/repair-turn.ts'
import { countWaitingEdits, forgetContents, listShownCopies } from '../store/shown-copies.ts'
import type { Context } from './context.ts'
import { findUntold } from './find-untold.ts'
import { hashMessage } from './hash-message.ts'
import { renderSubject } from './render-subject.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How often all copies are looked at, by whichever process. */
const EVERY_MS = 6 * HOUR_MS
/** Longer than one step takes, and than the pause between two. */
const LEASE_MS = 5 * 60_000
/** So long people still look at a message of something that is over. */
const YOUNG_MS = 3 * DAY_MS
/** A card of what is open is said again after so long, for whoever changed or deleted it in Slack, while it is a week old. */
const UNSAID_MS = DAY_MS
const SEEN_MS = 7 * DAY_MS
/** What people and runs change goes the same way, and should not wait a minute for this. */
const MOST_WAITING = 10
const STEP = 100

/** A look at all copies, as far as it has come. */
export interface Repair {
  /** The tag of the last one that was looked at. */
  readonly after: string
  readonly leaseUntil: Date
}

/** Begins a look at all copies. Null: another process is at it, or did it lately; at its start a process asks anew. */
export async function beginRepair(
  context: Context,
  { isStart }: { readonly isStart: boolean },
): Promise<Repair | null> {
  const now = context.now()
  const leaseUntil = new Date(now.getTime() + LEASE_MS)
  return (await claimRepair(context.db, { now, leaseUntil, isStart })) ? { after: '', leaseUntil } : null
}

/**
 * One step: of the next copies, those that show something else than the tracker says are asked to be edited, few enough
 * not to hold up other edits. At the end, what a run should have told of and nothing tells of is asked to be posted.
 * Answers how far it has come; null: it is done, or another process took over.
 */
export async function repairCopies(context: Context, repair: Repair): Promise<Repair | null> {
  const now = context.now()
  const leaseUntil = new Date(now.getTime() + LEASE_MS)
  if (!(await renewRepair(context.db, repair.leaseUntil, { leaseUntil }))) return null
  const room = MOST_WAITING - (await countWaitingEdits(context.db))
  if (room <= 0) return { after: repair.after, leaseUntil }
  const since = new Date(now.getTime() - YOUNG_MS)
  const copies = await listShownCopies(context.db, { after: repair.after, since, limit: STEP })
  const { stale, after } = await findStale(context, copies, room)
  await ask(context, stale)
  if (after !== null) return { after, leaseUntil }
  await ask(context, await findUntold(context))
  await renewRepair(context.db, leaseUntil, {
    leaseUntil: new Date(0),
    freeAt: new Date(now.getTime() + EVERY_MS),
  })
  return null
}

/** Those that are not as they should be, so many at most, and the last that was looked at; null: there are no more. */
async function findStale(
  context: Context,
  copies: readonly SentMessage[],
  most: number,
): Promise<{ readonly stale: readonly WantedMessage[]; readonly after: string | null }> {
  const stale: WantedMessage[] = []
  for (const copy of copies) {
    const wanted = await planRepair(context, copy)
    if (wanted) stale.push(wanted)
    if (stale.length === most) return { stale, after: copy.tag }
  }
  return { stale, after: copies.length < STEP ? null : copies.at(-1)!.tag }
}

async function planRepair(context: Context, copy: SentMessage): Promise<WantedMessage | null> {
  const { tag, channel, contentHash } = copy
  const about = subjectOfTag(tag)
  const message = about && (await renderSubject(context, about))
  if (!message) return null
  const isStale = hashMessage(message) !== contentHash
  return isStale || isUnsaid(context, copy) ? { tag, channel, about } : null
}

/** Nobody hears of what happens to a message in Slack: it is said again, and if it was deleted, Slack says so. */
function isUnsaid({ now }: Context, { tag, ts, sentAt }: SentMessage): boolean {
  const at = now().getTime()
  const isCard = tag.startsWith('card:')
  return isCard && at - sentAt.getTime() >= UNSAID_MS && at - Number(ts) * 1_000 < SEEN_MS
}

async function ask(context: Context, wanted: readonly WantedMessage[]): Promise<void> {
  if (wanted.length === 0) return
  await context.db.transaction(async (transaction: Database) => {
    await forgetContents(
      transaction,
      wanted.map(({ tag }) => tag),
    )
    await enqueue(transaction, wanted, context.now())
  })
  context.log.info({ messages: wanted.length }, 'messages in Slack are brought up to date')
  context.wakeDelivery()
}
