import { planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import type { Context } from './context.ts'

/** Has every copy of these discrepancies in Slack edited: they show something else now. Posts nothing. */
export async function editCopies(
  { settings }: Pick<Context, 'settings'>,
  transaction: Database,
  { numbers, now }: { readonly numbers: readonly number[]; readonly now: Date },
): Promise<void> {
  const changed = await findDiscrepancies(transaction, numbers)
  const shown = await listShownTags(transaction, [...new Set(changed.flatMap(tagsOfDiscrepancy))])
  const wanted = changed.flatMap((discrepancy) => {
    const of = settings.reconciliations.find(({ name }) => name === discrepancy.reconciliation)
    return of
      ? planTriageMessages({ notify: of.notify, tells: 'copies', event: null, discrepancy, shown })
      : []
  })
  await enqueue(transaction, wanted, now)
}
