import { Temporal } from 'temporal-polyfill'
import { addDays, todayIn } from './calendar-day.ts'

export const TREND_UNITS = ['day', 'week'] as const
export type TrendUnit = (typeof TREND_UNITS)[number]

/** How many points a trend has at most, the present day or week included. */
const COUNTS: Readonly<Record<TrendUnit, number>> = { day: 14, week: 12 }

/** The latest days or weeks of a zone: each begins at its own midnight, and the last one ends at `until`. */
export interface TrendBuckets {
  /** First days: `2026-11-01`, and Mondays of weeks. */
  readonly days: readonly string[]
  /** Where each begins, and where the last one ends: one more than days. */
  readonly edges: readonly Date[]
}

/** A day that has only just begun is left out: nothing can have happened in it. */
export function trendBuckets({
  zone,
  until,
  unit,
}: {
  readonly zone: string
  readonly until: Date
  readonly unit: TrendUnit
}): TrendBuckets {
  const today = todayIn(zone, until)
  const last = unit === 'day' ? today : mondayOf(today)
  const all = Array.from({ length: COUNTS[unit] }, (_, back) =>
    addDays(last, -(COUNTS[unit] - 1 - back) * (unit === 'day' ? 1 : 7)),
  )
  const days = all.filter((day) => midnight(day, zone) < until)
  return { days, edges: [...days.map((day) => midnight(day, zone)), until] }
}

function mondayOf(day: string): string {
  return addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek)
}

/** The first instant of a day, also where a change of the clock leaves midnight out. */
function midnight(day: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)
}
