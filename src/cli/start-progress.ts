/** One line on the terminal that says how far a long work is. */
export interface Progress {
  readonly show: (rows: Readonly<Record<string, number>>) => void
  readonly clear: () => void
}

const EVERY_MS = 100
const SHORT_MS = 400

/** Writes on standard error, and only if it is a terminal; short work shows nothing. */
export function startProgress(): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} }
  // The rate counts from the first rows, not from the wait for a server to sort.
  let startedAt: number | null = null
  let shownAt = performance.now() + SHORT_MS
  let isShown = false
  return {
    show: (rows) => {
      const now = performance.now()
      startedAt ??= now
      if (now - shownAt < EVERY_MS) return
      shownAt = now
      isShown = true
      const line = progressLine(rows, (now - startedAt) / 1_000)
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    },
    clear: () => {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}

/** `crm 120,000 rows, billing 118,000 rows, 95,200 rows/s` */
export function progressLine(rows: Readonly<Record<string, number>>, seconds: number): string {
  const sides = Object.entries(rows).map(([side, count]) => `${side} ${count.toLocaleString('en')} rows`)
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
  return `${sides.join(', ')}, ${Math.round(all / Math.max(seconds, 0.001)).toLocaleString('en')} rows/s`
}
