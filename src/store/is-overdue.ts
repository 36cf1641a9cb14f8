import { type SQL, sql } from 'drizzle-orm'
import type { Severity } from '../domain/finding.ts'
import { discrepancies } from './schema.ts'

/** What of a reconciliation and severity was found, or came back, before that instant and is still open is overdue. */
export interface OverdueRule {
  readonly reconciliation: string
  readonly severity: Severity
  readonly before: Date
}

export function isOverdue(rules: readonly OverdueRule[]): SQL {
  const { reconciliation, severity, reopenedAt, firstSeenAt } = discrepancies
  return sql`exists (
    select 1 from json_to_recordset(${JSON.stringify(rules)}::json)
      as rule (reconciliation text, severity text, before timestamptz)
    where rule.reconciliation = ${reconciliation} and rule.severity = ${severity}
      and coalesce(${reopenedAt}, ${firstSeenAt}) < rule.before)`
}
