import { digestMessage, planDigestEdits } from '../outbox/plan-digest-edits.ts'
import { findDigest, listRecentDigests } from '../store/digests.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import type { Context } from './context.ts'

/** People go back to the digests of a week; older ones follow when somebody clicks on them. */
const KEPT_TRUE_MS = 7 * 24 * 60 * 60 * 1_000

/** Has the digests of the last days that show one of these discrepancies edited. Call it where these are saved. */
export async function editDigests(
  transaction: Database,
  { numbers, now }: { readonly numbers: readonly number[]; readonly now: Date },
): Promise<void> {
  if (numbers.length === 0) return
  const recent = await listRecentDigests(transaction, new Date(now.getTime() - KEPT_TRUE_MS))
  const edits = planDigestEdits(recent, new Set(numbers))
  const tags = edits.map(({ tag }) => tag)
  const shown = await listShownTags(transaction, tags)
  await enqueue(
    transaction,
    edits.filter(({ tag }) => shown.has(tag)),
    now,
  )
}

/** Has the digest on which somebody clicked shown as it now is, however old it is; nothing if it does not stand in Slack. */
export async function showDigestAnew(context: Context, id: string): Promise<void> {
  const saved = await findDigest(context.db, id)
  if (!saved) return
  const wanted = digestMessage(saved)
  const shown = await listShownTags(context.db, [wanted.tag])
  if (!shown.has(wanted.tag)) return
  await enqueue(context.db, [wanted], context.now())
  context.wakeDelivery()
}
