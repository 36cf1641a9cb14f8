import { CounterfoilError } from '../../domain/errors.ts'
import { quoteIdentifier } from '../quote-identifier.ts'

/** Quotes a table's dotted name part by part; parts that are quoted already stay: `public."Odd.name"`. */
export function quoteTable(table: string): string {
  const parts = /^(?:"(?:[^"]|"")+"|[^".]+)(?:\.(?:"(?:[^"]|"")+"|[^".]+))*$/.test(table)
    ? table.match(/"(?:[^"]|"")+"|[^".]+/g)
    : null
  if (!parts) {
    throw new CounterfoilError(
      'config-invalid',
      `The table name ${JSON.stringify(table)} is not well formed; write schema.table, with odd parts in double quotes.`,
    )
  }
  return parts.map((part) => (part.startsWith('"') ? part : quoteIdentifier(part.trim()))).join('.')
}
