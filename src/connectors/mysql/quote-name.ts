import { CounterfoilError } from '../../domain/errors.ts'

/** Quotes one identifier: `` a`b `` -> `` `a``b` ``. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

const QUOTED = /`(?:[^`]|``)+`/
const PART = new RegExp(`${QUOTED.source}|[^\`.]+`, 'g')
const TABLE = new RegExp(`^(?:${PART.source})(?:\\.(?:${PART.source}))?$`)

/** The names of `table` or `database.table`, without their quotes. */
export function tableParts(table: string): string[] {
  return quoteTable(table)
    .match(new RegExp(QUOTED, 'g'))!
    .map((part) => part.slice(1, -1).replaceAll('``', '`'))
}

/** Quotes a table's name, `table` or `database.table`; a part in backticks stays: `` shop.`odd.name` ``. */
export function quoteTable(table: string): string {
  const parts = TABLE.test(table) ? table.match(PART) : null
  if (!parts) {
    throw new CounterfoilError(
      'config-invalid',
      `The table name ${JSON.stringify(table)} is not well formed; write table or database.table, with odd parts in backticks.`,
    )
  }
  return parts.map((part) => (part.startsWith('`') ? part : quoteName(part.trim()))).join('.')
}
