/** How many posts a channel takes: `perSecond` on average, `burst` at once. */
export interface PostRate {
  readonly perSecond: number
  readonly burst: number
}

export interface PostLimit {
  /** Takes one post; null when it may go, else the seconds to wait. */
  take(channel: string): number | null
}

/** Slack's limit on posts, one bucket a channel. */
export function openPostLimit(rate: PostRate, now: () => Date): PostLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(channel) {
      const at = now().getTime()
      const bucket = buckets.get(channel) ?? { tokens: rate.burst, at }
      const refilled = bucket.tokens + ((at - bucket.at) / 1000) * rate.perSecond
      const tokens = Math.min(rate.burst, refilled)
      const allowed = tokens >= 1
      buckets.set(channel, { tokens: allowed ? tokens - 1 : tokens, at })
      return allowed ? null : Math.max(1, Math.ceil((1 - tokens) / rate.perSecond))
    },
  }
}
