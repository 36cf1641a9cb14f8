import type { DigestFacts } from '../domain/digest-facts.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { digestMessage } from '../outbox/plan-digest-edits.ts'
import { isQuiet } from '../slack/messages/digest.ts'
import { latestDigest, saveDigest } from '../store/digests.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { gatherDigest } from './gather-digest.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Sends a channel's digest of a day (`2026-11-01`, in the schedule's zone) once, however often and from however many
 * processes it is asked for. It covers the time since the channel's last digest, or a day. False: it was made before. One
 * with nothing to tell is remembered and not sent where the config wants that.
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
  const made = await context.db.transaction(async (transaction: Database) => {
    const last = await latestDigest(transaction, channel)
    const since = last?.until ?? new Date(until.getTime() - DAY_MS)
    const before = (last?.facts as DigestFacts | undefined) ?? null
    const zone = reconciliations[0]?.notify.digestAt.zone ?? 'UTC'
    const facts = await gatherDigest(
      { db: transaction },
      { reconciliations, day, since, until, zone, before },
    )
    if (!(await saveDigest(transaction, { id, channel, day, since, until, facts }))) return false
    const wanted = isUntold(facts, reconciliations) ? [] : [digestMessage({ id, channel })]
    await enqueue(transaction, wanted, until)
    return true
  })
  if (made) context.wakeDelivery()
  return made
}

function isUntold(facts: DigestFacts, reconciliations: readonly Reconciliation[]): boolean {
  const hasTrouble = [facts.held, facts.failing, facts.stopped].some((titles) => titles !== undefined)
  return reconciliations[0]?.notify.quietDay === 'silent' && isQuiet(facts) && !hasTrouble
}
