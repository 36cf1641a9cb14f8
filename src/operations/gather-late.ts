import type { DigestFacts } from '../domain/digest-facts.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { countBreaches } from '../store/breaches.ts'
import { countDiscrepancies } from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { OPEN } from './list-discrepancies.ts'
import { overdueRules } from './overdue-rules.ts'

/** How many targets were missed in a period, and what is overdue at its end; what there is nothing of is left out. */
export async function gatherLate(
  { db }: Pick<Context, 'db'>,
  {
    told,
    since,
    until,
  }: { readonly told: readonly Reconciliation[]; readonly since: Date; readonly until: Date },
): Promise<Pick<DigestFacts, 'missed' | 'overdue'>> {
  const reconciliations = told.map(({ name }) => name)
  const missed = await countBreaches(db, { reconciliations, since, until })
  const rules = overdueRules(told, until)
  const overdue =
    rules.length === 0
      ? 0
      : await countDiscrepancies(db, { reconciliations, statuses: OPEN, snoozed: false, overdue: rules })
  return { ...(missed > 0 ? { missed } : {}), ...(overdue > 0 ? { overdue } : {}) }
}
