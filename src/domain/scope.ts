import type { RecordKey } from './record.ts'

/** What one run looks at. Dates are whole days, `2026-11-01`, both ends included. */
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'keys'; readonly keys: readonly RecordKey[] }
  | { readonly kind: 'dates'; readonly from: string; readonly to: string }

/** A scope in few words, for messages: `everything`, `key 1042`, `2026-11-01..2026-11-07`. */
export function describeScope(scope: Scope): string {
  if (scope.kind === 'everything') return 'everything'
  if (scope.kind === 'dates') return `${scope.from}..${scope.to}`
  const [first] = scope.keys
  if (scope.keys.length === 1 && first) return `key ${Object.values(first).join(' / ')}`
  return `${scope.keys.length} keys`
}
