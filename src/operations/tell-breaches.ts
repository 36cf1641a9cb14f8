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

const BATCH = 200

/** Notes every target that was missed, once for each opening, and tells it where a card stands; answers how many. */
export async function tellBreaches(context: Context): Promise<number> {
  const rules = targetRules(context)
  let told = 0
  for (;;) {
    const missed = await listMissed(context.db, { rules, limit: BATCH })
    const before = told
    for (const each of missed) {
      if (context.signal.aborted) return told
      if (await tellOne(context, rules, each)) told++
    }
    if (told === before) return told
    context.wakeDelivery()
  }
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
