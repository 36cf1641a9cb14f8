import { type Discrepancy, STATUSES, type Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import {
  countDiscrepancies,
  findDiscrepancy,
  listDiscrepancies as readDiscrepancies,
} from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'

export interface ListRequest {
  readonly reconciliation?: string
  /** Open ones unless said. */
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  /** Whose they are; null: nobody's. */
  readonly owner?: string | null
  readonly snoozed?: boolean
  readonly limit: number
  readonly offset: number
}

const OPEN: readonly Status[] = STATUSES.filter((status) => status !== 'resolved')

/** One page of discrepancies, high severity first, and how many there are in all. */
export async function listDiscrepancies(
  context: Pick<Context, 'db' | 'settings'>,
  request: ListRequest,
): Promise<{ discrepancies: readonly Discrepancy[]; total: number }> {
  await refuseUnknown(context, request.reconciliation)
  const filter = { ...request, statuses: request.statuses ?? OPEN }
  const [discrepancies, total] = await Promise.all([
    readDiscrepancies(context.db, filter),
    countDiscrepancies(context.db, filter),
  ])
  return { discrepancies, total }
}

/** What the config no longer has, but the tracker still knows, can be listed all the same. */
async function refuseUnknown({ db, settings }: Pick<Context, 'db' | 'settings'>, name?: string) {
  if (name === undefined || settings.reconciliations.some((known) => known.name === name)) return
  if ((await countDiscrepancies(db, { reconciliation: name })) === 0) findReconciliation(settings, name)
}

/** One discrepancy by its number, or null. */
export async function showDiscrepancy(
  context: Pick<Context, 'db'>,
  number: number,
): Promise<Discrepancy | null> {
  return await findDiscrepancy(context.db, number)
}
