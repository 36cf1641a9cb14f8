import { countOpenElsewhere } from '../store/count-open-elsewhere.ts'
import { countDiscrepancies } from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { OPEN } from './list-discrepancies.ts'

/** How many are open, and how many of them are this person's. */
export async function countOpen(
  { db }: Pick<Context, 'db'>,
  owner: string,
): Promise<{ readonly open: number; readonly mine: number }> {
  const [open, mine] = await Promise.all([
    countDiscrepancies(db, { statuses: OPEN }),
    countDiscrepancies(db, { statuses: OPEN, owner }),
  ])
  return { open, mine }
}

/** Names of reconciliations that have something open and are not in the config any more. */
export async function listForgotten({ db, settings }: Pick<Context, 'db' | 'settings'>): Promise<string[]> {
  const names = settings.reconciliations.map(({ name }) => name)
  return (await countOpenElsewhere(db, names)).map(({ reconciliation }) => reconciliation)
}
