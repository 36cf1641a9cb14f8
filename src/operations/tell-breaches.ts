import { SEVERITIES } from '../domain/finding.ts'
import { TARGET_NAMES } from '../domain/ladder.ts'
import { planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { listMissed, type Missed, saveBreach, type TargetRule } from '../store/breaches.ts'
import { lockDiscrepancy, saveTransition } from '../store/discrepancies.ts'
import { lockHistory } from '../store/lock-history.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { noteHappening } from '../tracker/note-happening.ts'
import type { Context } from './context.ts'

/** At once: nobody waits longer for the step of a ladder. */
const BATCH = 100

/**
 * Notes targets that were missed, once for each opening, and tells them where a card stands. Answers how many: with any, there
 * may be more, and whoever asks sees to what is due before.
 */
export async function tellBreaches(context: Context): Promise<number> {
  const rules = targetRules(context)
  let told = 0
  for (const each of await listMissed(context.db, { rules, limit: BATCH })) {
    if (context.signal.aborted) break
    if (await tellOne(context, rules, each)) told++
  }
  if (told > 0) context.wakeDelivery()
  return told
}

/** Of what people are told of: nobody is to be quick about a reconciliation in shadow. */
function targetRules({ settings, now }: Context): TargetRule[] {
  const at = now().getTime()
  return settings.reconciliations.flatMap(({ name: reconciliation, triage, shadow }) =>
    SEVERITIES.flatMap((severity) =>
      TARGET_NAMES.flatMap((target): TargetRule[] => {
        const seconds = triage.targets?.[severity]?.[`${target}Seconds`]
        if (seconds === undefined || shadow) return []
        return [{ reconciliation, severity, target, before: new Date(at - seconds * 1_000) }]
      }),
    ),
  )
}

async function tellOne(context: Context, rules: readonly TargetRule[], missed: Missed): Promise<boolean> {
  const { number, target } = missed
  const now = context.now()
  return await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const discrepancy = await lockDiscrepancy(transaction, number)
    if (!discrepancy) return false
    // Somebody may have answered meanwhile.
    const still = await listMissed(transaction, { rules, limit: TARGET_NAMES.length, number })
    if (!still.some((each) => each.target === target)) return false
    const since = discrepancy.reopenedAt ?? discrepancy.firstSeenAt
    if (!(await saveBreach(transaction, { ...missed, since, at: now }))) return false
    const { version } = discrepancy
    const planned = noteHappening(discrepancy, { kind: 'breached', now, details: { target } })
    const saved = await saveTransition(transaction, { version, ...planned })
    if (!saved) throw new Error(`#${number} changed while it was locked`)
    const reconciliation = context.settings.reconciliations.find(({ name }) => name === saved.reconciliation)
    const shown = await listShownTags(transaction, tagsOfDiscrepancy(saved))
    const notify = reconciliation?.notify ?? { channel: null }
    const tells = 'copies-and-thread'
    const wanted = planTriageMessages({ notify, tells, event: 'breached', discrepancy: saved, shown })
    await enqueue(transaction, wanted, now)
    return true
  })
}
