import type { Field } from '../domain/reconciliation.ts'
import type { FieldType } from '../domain/record.ts'

/** A field's type, or the types that its sides do not agree on. */
export type ResolvedType = { readonly type: FieldType } | { readonly disagree: readonly FieldType[] }

/**
 * The type that is said, else the one the typed sides agree on (integer with decimal is decimal). Sides that are only
 * text take it over. Nothing typed: decimal with a tolerance, timestamp with a lag, else text.
 */
export function resolveFieldType(field: Field, sideTypes: readonly (FieldType | null)[]): ResolvedType {
  if (field.type) return { type: field.type }
  const types = [...new Set(sideTypes.filter((type) => type !== null))]
  const [only] = types
  if (types.length === 1) return { type: only! }
  if (types.length === 2 && types.includes('integer') && types.includes('decimal')) return { type: 'decimal' }
  if (types.length > 1) return { disagree: types }
  if (field.tolerance) return { type: 'decimal' }
  return { type: field.lagSeconds > 0 ? 'timestamp' : 'text' }
}

/** Whether every value that a source of type `from` can hold parses as `to`. */
export function vouchesFor(from: FieldType | null, to: FieldType): boolean {
  return to === 'text' || from === to || (from === 'integer' && to === 'decimal')
}
