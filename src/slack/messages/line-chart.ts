import type { KnownBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'

export interface ChartContent {
  readonly title: string
  /** Names of the points, oldest first; only the latest twenty are drawn. */
  readonly categories: readonly string[]
  /** Of each category one value: what is missing or below zero is drawn as zero. Only the first six are drawn. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
}

/** A line chart that Slack takes, or null where there is no line to draw: fewer than two points, or nothing to say of them. */
export function lineChart({ title, categories, series }: ChartContent): KnownBlock | null {
  const from = Math.max(0, categories.length - LIMITS.chartPoints)
  const labels = unlike(categories.slice(from))
  if (labels.length < 2 || series.length === 0) return null
  const shown = series.slice(0, LIMITS.chartSeries)
  const names = unlike(shown.map(({ name }) => name))
  const block = {
    type: 'data_visualization',
    title: cut(title.trim(), LIMITS.chartTitle) || '–',
    chart: {
      type: 'line',
      series: shown.map(({ values }, at) => ({
        name: names[at],
        data: labels.map((label, place) => ({ label, value: drawable(values[from + place]) })),
      })),
      axis_config: { categories: labels },
    },
  }
  // The SDK's types do not know this block yet.
  return block as unknown as KnownBlock
}

function drawable(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0
}

/** Short enough, and each another one: Slack takes no two of the same name. */
function unlike(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const short = cut(name.trim(), LIMITS.chartLabel) || '–'
    let own = short
    for (let copy = 2; taken.has(own); copy++) {
      own = `${cut(short, LIMITS.chartLabel - ` ${copy}`.length)} ${copy}`
    }
    taken.add(own)
    return own
  })
}
