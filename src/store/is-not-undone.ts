import { type SQL, sql } from 'drizzle-orm'

/** Whether what a person did was not taken back: of `event`, an alias of `discrepancy_events`. */
export function isNotUndone(event: SQL): SQL {
  return sql`(${event}.actor ->> 'kind' <> 'person' or coalesce((
    select later.kind from discrepancy_events later
    where later.number = ${event}.number and later.id > ${event}.id
      and (later.kind = ${event}.kind or (later.kind = 'undone' and later.details ->> 'undid' = ${event}.kind))
    order by later.id limit 1), '') <> 'undone')`
}
