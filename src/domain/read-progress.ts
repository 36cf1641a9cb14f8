import type { SourceWait } from './source-wait.ts'

type RowsBySide = Readonly<Record<string, number>>

/** How far the reading of a run's sides is. */
export interface ReadProgress {
  readonly rows: RowsBySide
  /** Rows of each side as the last full run read them; empty where they are not known. */
  readonly expected: RowsBySide
  /** Since the first rows came: from the wait for a server to sort nothing follows. */
  readonly seconds: number
}

/** `waiting: crm is busy (2 min)`, one a source. */
export function describeWaits(waits: readonly SourceWait[]): string[] {
  return waits.map(({ source, seconds }) => `waiting: ${source} is busy (${elapsed(seconds)})`)
}

/** Nobody says that more time has passed than has. */
export function elapsed(seconds: number): string {
  const whole = Math.floor(seconds)
  return duration(whole < 100 ? whole : whole - (whole % 60))
}

/**
 * Told side by side, then the rate, then how long it will take where all is known:
 * `crm 120,000 of 1,000,000 rows`, `billing 118,000 rows`, `95,200 rows/s`, `9 s left`.
 */
export function describeReading({ rows, expected, seconds }: ReadProgress): string[] {
  const sides = Object.entries(rows).map(([side, count]) => `${side} ${share(count, expected[side])}`)
  const rate = Object.values(rows).reduce((sum, count) => sum + count, 0) / Math.max(seconds, 0.001)
  const left = timeLeft(rows, { expected, rate })
  return [
    ...sides,
    ...(rate > 0 ? [`${Math.round(rate).toLocaleString('en')} rows/s`] : []),
    ...(left === null ? [] : [left]),
  ]
}

/** A side that has more rows than the last time says nothing of its end. */
function share(count: number, expected: number | undefined): string {
  const of = expected === undefined || count > expected ? '' : ` of ${expected.toLocaleString('en')}`
  return `${count.toLocaleString('en')}${of} ${(of === '' ? count : expected) === 1 ? 'row' : 'rows'}`
}

/** The sides are read beside each other, so it ends when all rows of all sides are read. */
function timeLeft(
  rows: RowsBySide,
  { expected, rate }: { expected: RowsBySide; rate: number },
): string | null {
  const sides = Object.entries(rows)
  if (rate === 0 || sides.some(([side, count]) => !(count <= (expected[side] ?? -1)))) return null
  const left = sides.reduce((sum, [side, count]) => sum + expected[side]! - count, 0)
  return left === 0 ? null : `${duration(Math.ceil(left / rate))} left`
}

function duration(seconds: number): string {
  if (seconds < 100) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
