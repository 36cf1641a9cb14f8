import type { JsonObject } from '../json.ts'

/**
 * What goes wrong with one call. `drop`: it is done, and the connection breaks before the answer. `refuse`: a server in
 * between answers with an HTTP status, nothing is done. `limit`: 429. `hold`: it is done, and the answer waits.
 */
export type Fault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'refuse'; readonly status: 500 | 502 | 503 }
  | { readonly kind: 'limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }

/** Says of a call what goes wrong with it; null: nothing. */
export type FaultRule = (method: string, given: JsonObject) => Fault | null

/** What the workspace does wrong on purpose. */
export interface Faults {
  /** The last one that was set decides. */
  set(rule: FaultRule | null): void
  /** Asked for the calls about which that one has nothing to say. */
  setSecond(rule: FaultRule): void
  next(method: string, given: JsonObject): Fault | null
}

export function openFaults(): Faults {
  let current: FaultRule | null = null
  let second: FaultRule | null = null
  return {
    set(rule) {
      current = rule
    },
    setSecond(rule) {
      second = rule
    },
    next: (method, given) => current?.(method, given) ?? second?.(method, given) ?? null,
  }
}
