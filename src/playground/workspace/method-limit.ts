import { openPostLimit } from './post-limit.ts'

/** Slack's classes of methods, by how often a minute each of them may be called. */
export type Tier = 2 | 3 | 4

const CALLS_A_MINUTE: Readonly<Record<Tier, number>> = { 2: 20, 3: 50, 4: 100 }

export interface MethodLimit {
  /** Takes one call; null when it may go, else the seconds to wait. */
  take(method: string, tier: Tier): number | null
}

/** One bucket a method: a minute's worth at once, and then as it fills again. */
export function openMethodLimit(now: () => Date): MethodLimit {
  const ofTier = (tier: Tier) =>
    openPostLimit({ perSecond: CALLS_A_MINUTE[tier] / 60, burst: CALLS_A_MINUTE[tier] }, now)
  const limits = { 2: ofTier(2), 3: ofTier(3), 4: ofTier(4) }
  return { take: (method, tier) => limits[tier].take(method) }
}
