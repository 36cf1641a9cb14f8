import { sql } from 'drizzle-orm'
import type { AttemptState } from '../domain/remedy.ts'
import type { Database } from './database.ts'
import type { FigurePeriod } from './digest-figures.ts'
import { oneOf } from './one-of.ts'

/** What became of the attempts of one remedy that people approved, or that nobody did. */
export interface FixCount {
  readonly reconciliation: string
  readonly remedy: string
  readonly automatic: boolean
  readonly state: AttemptState
  readonly count: number
  readonly numbers: readonly number[]
}

/** Whoever wants to see all looks at the list of attempts. */
const NUMBERS = 20

/** Attempts of a period by what became of them, from the history, where nothing is ever changed. */
export async function countFixes(
  db: Database,
  { reconciliations, since, until }: FigurePeriod,
): Promise<FixCount[]> {
  const statement = sql`
    select reconciliation, remedy, automatic, state, count(*)::int as count,
      (array_agg(number order by number))[1:${sql.raw(String(NUMBERS))}] as numbers
    from (
      select distinct on (event.details ->> 'attempt') discrepancy.reconciliation, event.number,
        event.details ->> 'remedy' as remedy, event.details ->> 'state' as state,
        event.actor ->> 'kind' <> 'person' as automatic
      from discrepancy_events event
      join discrepancies discrepancy on discrepancy.number = event.number
      where event.kind = 'attempted' and event.at >= ${since.toISOString()}::timestamptz
        and event.at < ${until.toISOString()}::timestamptz
        and ${oneOf(sql`discrepancy.reconciliation`, reconciliations)}
      order by event.details ->> 'attempt', event.id desc
    ) attempts
    group by reconciliation, remedy, automatic, state
    order by count(*) desc, reconciliation, remedy, state`
  return ((await db.execute(statement)) as unknown as { rows: FixCount[] }).rows
}
