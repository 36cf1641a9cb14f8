import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** How people hear of a discrepancy, from its columns, as `tellingOf` of the domain. Indexes are found by these words. */
export function telling({ route, severity }: { route: SQLWrapper; severity: SQLWrapper }): SQL {
  return sql`coalesce(${route}, case ${severity} when 'high' then 'alert' when 'medium' then 'digest' else 'log' end)`
}

/** The same for statements that name the columns alone. */
export const TELLING = telling({ route: sql.raw('route'), severity: sql.raw('severity') })
