import type { KnownBlock } from '@slack/types'
import type { DigestTrend } from '../../domain/digest-facts.ts'
import { section } from './blocks.ts'
import { lineChart } from './line-chart.ts'
import { sparkline } from './sparkline.ts'
import { countOf } from './words.ts'

/** What was open, came and went, day by day, as a chart; null where there is no line to draw yet. */
export function trendChart(trend: DigestTrend | undefined): KnownBlock | null {
  if (trend === undefined) return null
  const { points, unit } = trend
  return lineChart({
    title: titleOf(trend),
    categories: points.map(({ day }, at) => {
      const label = unit === 'day' ? dayLabel(day) : `Week of ${dayLabel(day)}`
      return at === points.length - 1 && unit === 'day' ? `${label} so far` : label
    }),
    series: [
      { name: 'Open at the end', values: points.map(({ open }) => open) },
      { name: 'Opened', values: points.map(({ opened }) => opened) },
      { name: 'Resolved', values: points.map(({ resolved }) => resolved) },
    ],
  })
}

/** The same in words and small bars, for a Slack that does not draw charts. */
export function trendText(trend: DigestTrend): KnownBlock {
  const { points } = trend
  return section(
    `*${titleOf(trend)}*`,
    `Open  ${sparkline(points.map(({ open }) => open))}`,
    `Opened  ${sparkline(points.map(({ opened }) => opened))}`,
    `Resolved  ${sparkline(points.map(({ resolved }) => resolved))}`,
  )
}

function titleOf({ unit, points }: DigestTrend): string {
  return `The last ${countOf(points.length, unit)}`
}

/** `8 Nov`: of a calendar day, wherever the reader is. */
export function dayLabel(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}
