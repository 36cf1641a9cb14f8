import { and, eq, gte, inArray, isNotNull, isNull, lt, ne, or, type SQL } from 'drizzle-orm'
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
  /** Those that were opened before `until`, and not resolved, or seen again, before `since`. */
  readonly livedBetween?: { readonly since: Date; readonly until: Date }
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
    filter.livedBetween && livedBetween(filter.livedBetween),
  )
}

function livedBetween({ since, until }: { readonly since: Date; readonly until: Date }): SQL | undefined {
  const isOpen = ne(discrepancies.status, 'resolved')
  const notOver = or(isOpen, gte(discrepancies.statusAt, since), gte(discrepancies.lastSeenAt, since))
  return and(lt(discrepancies.firstSeenAt, until), notOver)
}

/** What is open is said in the words of the indexes of it, and once: PostgreSQL takes each condition to leave less. */
function hasStatus(statuses: readonly Status[]): SQL | undefined {
  const isOneOf = inArray(discrepancies.status, [...statuses])
  if (statuses.includes('resolved')) return isOneOf
  const isOpen = ne(discrepancies.status, 'resolved')
  return new Set(statuses).size === STATUSES.length - 1 ? isOpen : and(isOpen, isOneOf)
}
