const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

/** How long to wait before a request is sent again: doubled each time up to a minute, half of it by chance. */
export function backOffMs(tries: number, random: () => number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1))
  return Math.round(full * (0.5 + random() / 2))
}

/** What Retry-After asks for, in seconds or as a date; null where it says nothing that can be understood. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Only dates as HTTP writes them: Date.parse reads nearly anything.
  if (!/^[A-Za-z]{3,9},? .*GMT$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
