import { type SQL, sql } from 'drizzle-orm'

/** A `json` column of evidence to look into: PostgreSQL reads no U+0000 or half a character, though it keeps them. */
export function readableJson(column: string): SQL {
  return sql.raw(
    String.raw`regexp_replace(${column}::text, '\\u(0000|d[89a-f][0-9a-f]{2})', '\\u2400', 'gi')::json`,
  )
}
