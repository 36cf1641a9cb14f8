import type { Discrepancy } from '../domain/discrepancy.ts'
import { type ListPlace, placeOf } from '../domain/list-place.ts'
import type { Database } from '../store/database.ts'
import { countBefore, listDiscrepancies } from '../store/discrepancies.ts'
import type { DiscrepancyFilter } from '../store/discrepancy-filter.ts'

export interface PageWanted {
  readonly limit: number
  /** What comes after a place, or the last ones before it; null: the first page. */
  readonly from: { readonly side: 'after' | 'before'; readonly place: ListPlace } | null
}

export interface DiscrepancyPage {
  readonly discrepancies: readonly Discrepancy[]
  /** How many stand on the pages before. */
  readonly passed: number
}

/**
 * One page of what fits, high severity first, as it now is. Where nothing is left after its place, it is the last page;
 * where less than a page is left before it, the first.
 */
export async function readPage(
  db: Database,
  filter: DiscrepancyFilter,
  { limit, from }: PageWanted,
): Promise<DiscrepancyPage> {
  const read = async (which: { after?: ListPlace; before?: ListPlace | null }): Promise<DiscrepancyPage> => {
    const discrepancies = await listDiscrepancies(db, { ...filter, limit, ...which })
    const [first] = discrepancies
    const isFirstPage = which.after === undefined && which.before === undefined
    if (!first || isFirstPage) return { discrepancies, passed: 0 }
    return { discrepancies, passed: await countBefore(db, { ...filter, place: placeOf(first) }) }
  }
  const page = await read(from === null ? {} : { [from.side]: from.place })
  if (from?.side === 'before' && page.passed === 0) return await read({})
  if (from?.side === 'after' && page.discrepancies.length === 0) return await read({ before: null })
  return page
}
