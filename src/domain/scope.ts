import { type RecordKey, writeKey } from './record.ts'

/** What one run looks at. Dates are whole days, `2026-11-01`, both ends included. */
export type Scope =
  /** `because`: why it is everything, where only changes were asked for. */
  | { readonly kind: 'everything'; readonly because?: string }
  | { readonly kind: 'keys'; readonly keys: readonly RecordKey[] }
  | { readonly kind: 'dates'; readonly from: string; readonly to: string }
  | ChangedScope

/** What changed on any side, with all keys that are open. Nothing more is known of it until the run has looked. */
export interface ChangedScope {
  readonly kind: 'changed'
  /** ISO instants by side; a side that is not here was asked for all of its keys. */
  readonly since?: Readonly<Record<string, string>>
  /** Keys that were compared. */
  readonly keys?: number
  /** Rows of each side as the sweep counted them; unsaid without a sweep. */
  readonly rows?: Readonly<Record<string, number>>
}

/** Equal for equal scopes: the order in which keys were named does not matter. */
export function identifyScope(scope: Scope): readonly string[] {
  if (scope.kind === 'keys') return [scope.kind, ...new Set(scope.keys.map(writeKey).sort())]
  return scope.kind === 'dates' ? [scope.kind, scope.from, scope.to] : [scope.kind]
}

/** A scope in few words, for messages: `everything`, `key 1042`, `2026-11-01..2026-11-07`. */
export function describeScope(scope: Scope): string {
  if (scope.kind === 'everything') return 'everything'
  if (scope.kind === 'dates') return `${scope.from}..${scope.to}`
  if (scope.kind === 'changed') return describeChanged(scope)
  const [first] = scope.keys
  if (scope.keys.length === 1 && first) return `key ${Object.values(first).join(' / ')}`
  return `${scope.keys.length} keys`
}

/** `changes since 2026-11-21 10:55:00Z, 12 keys of 1,000 rows`: since the earliest of all sides. */
function describeChanged({ since, keys, rows }: ChangedScope): string {
  const earliest = Object.values(since ?? {}).sort()[0]
  const from = earliest === undefined ? '' : ` since ${earliest.slice(0, 19).replace('T', ' ')}Z`
  const looked = keys === undefined ? '' : `, ${count(keys, 'key')}`
  const all = rows === undefined ? '' : ` of ${count(Math.max(0, ...Object.values(rows)), 'row')}`
  return `changes${from}${looked}${all}`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
