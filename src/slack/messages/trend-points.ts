import type { KnownBlock } from '@slack/types'
import type { FieldTrend, TrendDay } from '../../domain/field-trend.ts'
import { LIMITS } from '../limits.ts'
import { section } from './blocks.ts'
import { lineChart } from './line-chart.ts'
import { sparkline } from './sparkline.ts'
import { dayLabel } from './trend.ts'
import { countOf } from './words.ts'

/** Days that one point of a chart stands for, the fewest that fit it. */
const STEPS = [1, 2, 7]

interface TrendPoint {
  readonly from: string
  readonly to: string
  readonly opened: number
  readonly resolved: number
  readonly open: number
  readonly drift: number | null
}

/** What was open, came and went, as a chart; null where there is no line to draw yet. */
export function trendChartOf(trend: FieldTrend): KnownBlock | null {
  const points = pointsOf(trend)
  return lineChart({
    title: `The last ${periodText(trend)}`,
    categories: points.map(labelOf),
    series: [
      { name: 'Open at the end', values: points.map(({ open }) => open) },
      { name: 'Opened', values: points.map(({ opened }) => opened) },
      { name: 'Resolved', values: points.map(({ resolved }) => resolved) },
    ],
  })
}

/** The same in words and small bars. */
export function trendLines(trend: FieldTrend): KnownBlock {
  const points = pointsOf(trend)
  const drifts = points.flatMap(({ drift }) => (drift === null ? [] : [drift]))
  return section(
    `*The last ${periodText(trend)}*`,
    `Open  ${sparkline(points.map(({ open }) => open))}`,
    `Opened  ${sparkline(points.map(({ opened }) => opened))}`,
    `Resolved  ${sparkline(points.map(({ resolved }) => resolved))}`,
    ...(drifts.some((count) => count > 0) ? [`Drift  ${sparkline(drifts)}`] : []),
  )
}

/** `30 days`, `8 weeks`. */
export function periodText({ days: { length } }: FieldTrend): string {
  return length > 7 && length % 7 === 0 ? countOf(length / 7, 'week') : countOf(length, 'day')
}

function labelOf({ from, to }: TrendPoint): string {
  return from === to ? dayLabel(to) : `${dayLabel(from)} to ${dayLabel(to)}`
}

/** As many days each, counted back from the last; the first may have fewer. */
function pointsOf({ days }: FieldTrend): TrendPoint[] {
  const step = STEPS.find((each) => days.length <= each * LIMITS.chartPoints) ?? 7
  const points: TrendPoint[] = []
  for (let end = days.length; end > 0; end -= step)
    points.unshift(pointOf(days.slice(Math.max(0, end - step), end)))
  return points
}

function pointOf(days: readonly TrendDay[]): TrendPoint {
  const sum = (of: 'opened' | 'resolved') => days.reduce((total, day) => total + day[of], 0)
  const last = days.at(-1)!
  return {
    ...{ from: days[0]!.day, to: last.day, open: last.open },
    opened: sum('opened'),
    resolved: sum('resolved'),
    drift: days.findLast(({ drift }) => drift !== null)?.drift ?? null,
  }
}
