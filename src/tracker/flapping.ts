import type { Damped, Discrepancy } from '../domain/discrepancy.ts'

/** Three returns within this time are flapping; as long without one, and it is stable again. */
const FLAP_MS = 24 * 60 * 60 * 1_000

/** Whether a discrepancy that comes back now is damped: it was and is, or this is the third time within a day. */
export function planDamping(
  { damped, reopenedBeforeAt, reopenedAt }: Pick<Discrepancy, 'damped' | 'reopenedAt' | 'reopenedBeforeAt'>,
  now: Date,
): Damped | null {
  const until = new Date(now.getTime() + FLAP_MS)
  if (damped !== null && damped.until > now) return { since: damped.since, until }
  const isThird = reopenedAt !== null && reopenedBeforeAt !== null && reopenedBeforeAt > flapWindow(now)
  return isThird ? { since: now, until } : null
}

/** Returns after this instant count. */
function flapWindow(now: Date): Date {
  return new Date(now.getTime() - FLAP_MS)
}
