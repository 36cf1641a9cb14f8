import { describeReading } from '../domain/read-progress.ts'

/** One line on the terminal that says how far a long work is. */
export interface Progress {
  /** `expected`: rows of each side as the last run read them. */
  readonly show: (rows: Readonly<Record<string, number>>, expected?: Readonly<Record<string, number>>) => void
  readonly clear: () => void
}

const EVERY_MS = 100
const SHORT_MS = 400

/** Writes on standard error, and only if it is a terminal; short work shows nothing. */
export function startProgress(): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} }
  let startedAt: number | null = null
  let shownAt = performance.now() + SHORT_MS
  let isShown = false
  return {
    show: (rows, expected = {}) => {
      const now = performance.now()
      startedAt ??= now
      if (now - shownAt < EVERY_MS) return
      shownAt = now
      isShown = true
      const line = describeReading({ rows, expected, seconds: (now - startedAt) / 1_000 }).join(', ')
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    },
    clear: () => {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}
