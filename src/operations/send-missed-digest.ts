import { latestDigest } from '../store/digests.ts'
import type { Context } from './context.ts'
import { sendDigest } from './send-digest.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * Sends the digest that was due while nobody could send it, once however many were: it covers the time since the last
 * one. A channel that never had a digest has missed none. `findDue` answers the day of the newest one due in a time, or
 * null. False: there was nothing to send.
 */
export async function sendMissedDigest(
  context: Context,
  {
    channel,
    findDue,
  }: {
    readonly channel: string
    readonly findDue: (time: { readonly since: Date; readonly now: Date }) => string | null
  },
): Promise<boolean> {
  const last = await latestDigest(context.db, channel)
  if (!last) return false
  const now = context.now()
  const since = new Date(Math.max(last.until.getTime(), now.getTime() - WEEK_MS))
  const day = findDue({ since, now })
  return day !== null && (await sendDigest(context, { channel, day }))
}
