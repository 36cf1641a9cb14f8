import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** Whether a text column is one of these. The list is one parameter, so it may be as long as it likes. */
export function oneOf(column: SQLWrapper, texts: readonly string[]): SQL {
  return sql`${column} in (select json_array_elements_text(${JSON.stringify(texts)}::json))`
}

/** The same for numbers. */
export function oneOfNumbers(column: SQLWrapper, numbers: readonly number[]): SQL {
  return sql`${column} in (select json_array_elements_text(${JSON.stringify(numbers)}::json)::bigint)`
}
