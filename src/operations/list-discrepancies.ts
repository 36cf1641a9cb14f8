import { type Discrepancy, STATUSES, type Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import type { ListPlace } from '../domain/list-place.ts'
import {
  countDiscrepancies,
  findDiscrepancy,
  listDiscrepancies as readDiscrepancies,
} from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { overdueRules } from './overdue-rules.ts'
import { type DiscrepancyPage, type PageWanted, readPage } from './read-page.ts'

export interface ListRequest {
  readonly reconciliation?: string
  /** Open ones unless said. */
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  /** Whose they are; null: nobody's. */
  readonly owner?: string | null
  readonly snoozed?: boolean
  readonly limit: number
  /** Those after a place. */
  readonly after?: ListPlace
  /** The last ones before a place; null: the last ones of all. */
  readonly before?: ListPlace | null
}

/** What a list shows unless another status is asked for. */
export const OPEN: readonly Status[] = STATUSES.filter((status) => status !== 'resolved')

export interface ListAnswer {
  readonly discrepancies: readonly Discrepancy[]
  /** On all pages. */
  readonly total: number
}

/** One page of discrepancies, high severity first, and how many there are in all. */
export async function listDiscrepancies(
  context: Pick<Context, 'db' | 'settings'>,
  request: ListRequest,
): Promise<ListAnswer> {
  await refuseUnknown(context, request.reconciliation)
  const { filter, ...page } = planList(request)
  const [discrepancies, total] = await Promise.all([
    readDiscrepancies(context.db, { ...filter, ...page }),
    countDiscrepancies(context.db, filter),
  ])
  return { discrepancies, total }
}

/** What the config no longer has, but the tracker still knows, can be listed all the same. */
async function refuseUnknown({ db, settings }: Pick<Context, 'db' | 'settings'>, name?: string) {
  if (name === undefined || settings.reconciliations.some((known) => known.name === name)) return
  if ((await countDiscrepancies(db, { reconciliation: name })) === 0) findReconciliation(settings, name)
}

/** `isOverdue`: those that should be resolved by now. */
type PageRequest = Omit<ListRequest, 'after' | 'before'> & PageWanted & { readonly isOverdue?: boolean }

/** One page as `readPage` gives it, how many there are in all, and how many more if those snoozed are left out. */
export async function listPage(
  context: Pick<Context, 'db' | 'settings' | 'now'>,
  { limit, from, statuses = OPEN, isOverdue, ...request }: PageRequest,
): Promise<ListAnswer & DiscrepancyPage & { readonly leftOut: number }> {
  await refuseUnknown(context, request.reconciliation)
  const overdue = isOverdue ? { overdue: overdueRules(context.settings.reconciliations, context.now()) } : {}
  const filter = { ...request, ...overdue, statuses }
  const [page, total, leftOut] = await Promise.all([
    readPage(context.db, filter, { limit, from }),
    countDiscrepancies(context.db, filter),
    filter.snoozed === false ? countDiscrepancies(context.db, { ...filter, snoozed: true }) : 0,
  ])
  return { ...page, total, leftOut }
}

function planList(request: ListRequest) {
  const { limit, after, before, ...filter } = request
  return {
    filter: { ...filter, statuses: filter.statuses ?? OPEN },
    limit,
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  }
}

/** One discrepancy by its number, or null. */
export async function showDiscrepancy(
  context: Pick<Context, 'db'>,
  number: number,
): Promise<Discrepancy | null> {
  return await findDiscrepancy(context.db, number)
}
