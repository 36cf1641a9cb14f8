import { and, eq, gte, inArray, isNotNull, isNull, lt, ne, type SQL } from 'drizzle-orm'
import { STATUSES, type Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import { oneOf } from './one-of.ts'
import { discrepancies } from './schema.ts'

/** Which discrepancies; what is not said does not narrow. */
export interface DiscrepancyFilter {
  readonly reconciliation?: string
  readonly reconciliations?: readonly string[]
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[] | undefined
  /** Whose they are; null: nobody's. */
  readonly owner?: string | null
  readonly snoozed?: boolean
  /** Those that this run told of first. */
  readonly runId?: string
  /** Those whose status was last set from `since` on and before `until`. */
  readonly updatedBetween?: { readonly since: Date; readonly until: Date }
}

export function matchesFilter(filter: DiscrepancyFilter): SQL | undefined {
  const { reconciliation, reconciliations, statuses, severities, owner, snoozed, runId, updatedBetween } =
    filter
  return and(
    reconciliation === undefined ? undefined : eq(discrepancies.reconciliation, reconciliation),
    reconciliations && oneOf(discrepancies.reconciliation, reconciliations),
    statuses && hasStatus(statuses),
    severities && inArray(discrepancies.severity, [...severities]),
    owner === null ? isNull(discrepancies.owner) : undefined,
    typeof owner === 'string' ? eq(discrepancies.owner, owner) : undefined,
    snoozed === undefined ? undefined : (snoozed ? isNotNull : isNull)(discrepancies.snoozedAt),
    runId === undefined ? undefined : eq(discrepancies.toldRunId, runId),
    updatedBetween && gte(discrepancies.statusAt, updatedBetween.since),
    updatedBetween && lt(discrepancies.statusAt, updatedBetween.until),
  )
}

/** What is open is said in the words of the indexes of it, and once: PostgreSQL takes each condition to leave less. */
function hasStatus(statuses: readonly Status[]): SQL | undefined {
  const isOneOf = inArray(discrepancies.status, [...statuses])
  if (statuses.includes('resolved')) return isOneOf
  const isOpen = ne(discrepancies.status, 'resolved')
  return new Set(statuses).size === STATUSES.length - 1 ? isOpen : and(isOpen, isOneOf)
}
