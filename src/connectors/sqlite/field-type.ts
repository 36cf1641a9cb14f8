import type { FieldType } from '../../domain/record.ts'

/**
 * The type a column is compared as, by the word it was declared with; null where none was, as in an expression. SQLite
 * lets any value stand in any column: the judge finds those that are not of their type.
 */
export function fieldType(declared: string): FieldType | null {
  const word = declared.toUpperCase().replace(/\(.*$/, '').trim()
  if (word === '' || word === 'BLOB' || word === 'ANY') return null
  if (word.startsWith('BOOL')) return 'boolean'
  if (word === 'DATE') return 'date'
  if (/^(DATETIME|TIMESTAMP)/.test(word)) return 'timestamp'
  if (word.startsWith('JSON')) return 'json'
  // SQLite's own rules of affinity, in their order.
  if (word.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(word)) return 'text'
  return /REAL|FLOA|DOUB|NUM|DEC/.test(word) ? 'decimal' : 'text'
}
