import { and, eq, gte, inArray, isNotNull, isNull, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import { STATUSES, type Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import { isNotUndone } from './is-not-undone.ts'
import { isOverdue, type OverdueRule } from './is-overdue.ts'
import { oneOf } from './one-of.ts'
import { discrepancies } from './schema.ts'
import { telling } from './telling.ts'

/** Which discrepancies; what is not said does not narrow. */
export interface DiscrepancyFilter {
  readonly reconciliation?: string
  readonly reconciliations?: readonly string[]
  /** Not those of these reconciliations. */
  readonly notOf?: readonly string[]
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[] | undefined
  /** Not what is only recorded. */
  readonly isTold?: true
  /** Whose they are; null: nobody's. */
  readonly owner?: string | null
  readonly snoozed?: boolean
  /** Those to which one of these rules applies. */
  readonly overdue?: readonly OverdueRule[]
  /** Those that this run told of first. */
  readonly runId?: string
  /** Those whose status was last set from `since` on and before `until`. */
  readonly updatedBetween?: { readonly since: Date; readonly until: Date }
  /** Those that were open at some time from `since` on and before `until`; what was undone does not count. */
  readonly livedBetween?: { readonly since: Date; readonly until: Date }
}

export function matchesFilter(filter: DiscrepancyFilter): SQL | undefined {
  const { reconciliation, reconciliations, statuses, severities, owner, snoozed, runId, updatedBetween } =
    filter
  return and(
    reconciliation === undefined ? undefined : eq(discrepancies.reconciliation, reconciliation),
    reconciliations && oneOf(discrepancies.reconciliation, reconciliations),
    filter.notOf?.length ? not(oneOf(discrepancies.reconciliation, filter.notOf)) : undefined,
    statuses && hasStatus(statuses),
    severities && inArray(discrepancies.severity, [...severities]),
    filter.isTold && sql`${telling(discrepancies)} <> 'log'`,
    owner === null ? isNull(discrepancies.owner) : undefined,
    typeof owner === 'string' ? eq(discrepancies.owner, owner) : undefined,
    snoozed === undefined ? undefined : (snoozed ? isNotNull : isNull)(discrepancies.snoozedAt),
    filter.overdue && isOverdue(filter.overdue),
    runId === undefined ? undefined : eq(discrepancies.toldRunId, runId),
    updatedBetween && gte(discrepancies.statusAt, updatedBetween.since),
    updatedBetween && lt(discrepancies.statusAt, updatedBetween.until),
    filter.livedBetween && livedBetween(filter.livedBetween),
  )
}

function livedBetween({ since, until }: { readonly since: Date; readonly until: Date }): SQL | undefined {
  const { status, statusAt, firstSeenAt } = discrepancies
  const isOpen = ne(status, 'resolved')
  return and(
    lt(firstSeenAt, until),
    or(
      gte(firstSeenAt, since),
      and(lt(statusAt, until), or(isOpen, gte(statusAt, since))),
      // What it is now, it became afterwards: what it was then stands in its history.
      and(gte(statusAt, until), wasOpen(since, until)),
    ),
  )
}

/** By the last change of its status before `until`. */
function wasOpen(since: Date, until: Date): SQL {
  return sql`coalesce((
    select event.at >= ${since.toISOString()}::timestamptz or event.to_status <> 'resolved'
    from discrepancy_events event
    where event.number = ${discrepancies}.number and event.at < ${until.toISOString()}::timestamptz
      and event.to_status is not null and event.kind <> 'undone' and ${isNotUndone(sql`event`)}
    order by event.id desc limit 1), true)`
}

/** What is open is said in the words of the indexes of it, and once: PostgreSQL takes each condition to leave less. */
function hasStatus(statuses: readonly Status[]): SQL | undefined {
  const isOneOf = inArray(discrepancies.status, [...statuses])
  if (statuses.includes('resolved')) return isOneOf
  const isOpen = ne(discrepancies.status, 'resolved')
  return new Set(statuses).size === STATUSES.length - 1 ? isOpen : and(isOpen, isOneOf)
}
