import type { KnownBlock } from '@slack/types'

export interface DataPoint {
  readonly label: string
  readonly value: number
}

export interface ChartSeries {
  readonly name: string
  readonly data: readonly DataPoint[]
}

export interface AxisChart {
  readonly type: 'line' | 'bar' | 'area'
  readonly series: readonly ChartSeries[]
  readonly axis_config: {
    readonly categories: readonly string[]
    readonly x_label?: string
    readonly y_label?: string
  }
}

export interface PieChart {
  readonly type: 'pie'
  readonly segments: readonly DataPoint[]
}

/** A chart; the package of Slack's types does not have it yet. */
export interface ChartBlock {
  readonly type: 'data_visualization'
  readonly block_id?: string
  readonly title: string
  readonly chart: AxisChart | PieChart
}

/** Every block that is drawn here. */
export type AnyKnownBlock = KnownBlock | ChartBlock
