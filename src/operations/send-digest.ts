import { messageTag } from '../outbox/plan-messages.ts'
import { latestDigest, saveDigest } from '../store/digests.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { gatherDigest } from './gather-digest.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Sends a channel's digest of a day (`2026-11-01`, in the schedule's zone) once, however often and from however many
 * processes it is asked for. It covers the time since the channel's last digest, or a day. False: it was sent before.
 */
export async function sendDigest(
  context: Context,
  request: { readonly channel: string; readonly day: string },
): Promise<boolean> {
  const { channel, day } = request
  const reconciliations = context.settings.reconciliations.filter(
    ({ notify, shadow }) => notify.digestChannel === channel && !shadow,
  )
  const until = context.now()
  const id = `${channel}:${day}`
  const sent = await context.db.transaction(async (transaction: Database) => {
    const since = (await latestDigest(transaction, channel))?.until ?? new Date(until.getTime() - DAY_MS)
    const facts = await gatherDigest({ db: transaction }, { reconciliations, day, since, until })
    if (!(await saveDigest(transaction, { id, channel, day, since, until, facts }))) return false
    await enqueue(
      transaction,
      [{ tag: messageTag.digest(id), channel, about: { kind: 'digest', id } }],
      until,
    )
    return true
  })
  if (sent) context.wakeDelivery()
  return sent
}
