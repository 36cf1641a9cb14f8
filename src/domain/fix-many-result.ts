import { COUNTED_ATTEMPTS } from './counted-attempts.ts'
import type { AttemptState } from './remedy.ts'

/** One of many that was not even tried, and why, as words without a full stop. */
export interface NotTried {
  readonly number: number
  readonly because: string
}

/** What came of one approved fix of many: every one of them counts once. */
export interface FixManyResult {
  /** Names what was approved together. */
  readonly bulk: string
  readonly asked: number
  readonly tried: readonly {
    readonly number: number
    readonly state: AttemptState
    readonly said: string | null
  }[]
  readonly notTried: readonly NotTried[]
  /** How many were not begun any more, and why it stopped; null: it went on to the end. */
  readonly left: number
  readonly stopped: string | null
}

/** `18 verified, 1 refused, 1 failed`: of an approved fix, by what became of them. */
export function describeFixes({ tried, notTried, left }: Omit<FixManyResult, 'bulk' | 'asked'>): string {
  const counts = new Map<string, number>()
  for (const { state } of tried)
    counts.set(COUNTED_ATTEMPTS[state], (counts.get(COUNTED_ATTEMPTS[state]) ?? 0) + 1)
  if (notTried.length > 0) counts.set('not tried', notTried.length)
  if (left > 0) counts.set('left as they were', left)
  const parts = [...counts].map(([word, count]) => `${count.toLocaleString('en')} ${word}`)
  return parts.length === 0 ? 'nothing was done' : parts.join(', ')
}
