import { describeReading, describeWaits } from '../domain/read-progress.ts'
import { gatherWaits, type OnWait } from '../domain/source-wait.ts'

type RowsBySide = Readonly<Record<string, number>>

/** One line on the terminal that says how far a long work is. */
export interface Progress {
  /** `expected`: rows of each side as the last run read them. */
  readonly show: (rows: RowsBySide, expected?: RowsBySide) => void
  /** A source is waited for; shown until it is over. */
  readonly wait: OnWait
  readonly clear: () => void
}

const EVERY_MS = 100
const SHORT_MS = 400
const WAIT_EVERY_MS = 1_000

/** Writes on standard error, and only if it is a terminal; short work shows nothing. */
export function startProgress(): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { show: () => {}, wait: () => () => {}, clear: () => {} }
  let startedAt: number | null = null
  let shownAt = performance.now() + SHORT_MS
  let isShown = false
  let [rows, expected]: RowsBySide[] = [{}, {}]
  const waits = gatherWaits(() => performance.now())
  const paint = (now: number) => {
    shownAt = now
    isShown = true
    const seconds = (now - (startedAt ?? now)) / 1_000
    const waiting = describeWaits(waits.list())
    const line = [...waiting, ...describeReading({ rows: rows!, expected: expected!, seconds })].join(', ')
    stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns || 80) - 1)}`)
  }
  return {
    show: (nowRows, nowExpected = {}) => {
      const now = performance.now()
      startedAt ??= now
      ;[rows, expected] = [nowRows, nowExpected]
      if (now - shownAt >= EVERY_MS) paint(now)
    },
    wait: (source) => {
      const end = waits.tell(source)
      paint(performance.now())
      // Nothing is read, so nobody else would say that time passes.
      const timer = setInterval(() => paint(performance.now()), WAIT_EVERY_MS)
      return () => {
        clearInterval(timer)
        end()
      }
    },
    clear: () => {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}
