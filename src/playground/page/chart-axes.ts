import type { AxisChart } from './block-shapes.ts'
import { type Ticks, ticksFor, tickText, valueText } from './chart-scale.ts'
import type { DrawnChart, Spot } from './chart-spot.ts'
import { s } from './svg.ts'

const HEIGHT = 240
const LETTER_PX = 6.6

/** Where things stand in a chart with axes, in pixels. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Middle of a category. */
  x(index: number): number
  y(value: number): number
  /** Width of a category. */
  readonly band: number
}

/** A line, bar or area chart at a width. */
export function drawAxes(chart: AxisChart, width: number): DrawnChart {
  const values = chart.series.flatMap((each) => each.data.map((point) => point.value))
  const ticks = ticksFor(values.length === 0 ? [0] : values, chart.type === 'line')
  const frame = frameFor(chart, ticks, width)
  const bars = chart.type === 'bar'
  const drawn = chart.series.map((_, at) => (bars ? drawBars(chart, at, frame) : drawLine(chart, at, frame)))
  const spots = chart.axis_config.categories.map((category, at): Spot => {
    const guide = s('line', {
      class: 'chart-guide',
      x1: frame.x(at),
      x2: frame.x(at),
      y1: frame.top,
      y2: frame.bottom,
    })
    const marks = drawn.flatMap((each) => each.marks[at] ?? [])
    return { ...spotAt(chart, category, frame), x: frame.x(at), marks: bars ? marks : [guide, ...marks] }
  })
  const guides = bars ? [] : spots.flatMap((each) => each.marks[0] ?? [])
  const svg = s(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
    ...grid(ticks, frame),
    ...guides,
    ...drawn.flatMap((each) => each.shapes),
    ...labels(chart, frame, width),
  )
  return { svg, spots }
}

function frameFor(chart: AxisChart, ticks: Ticks, width: number): Frame {
  const { categories, x_label, y_label } = chart.axis_config
  const widest = Math.max(...ticks.values.map((each) => tickText(each, ticks.high).length))
  const left = widest * LETTER_PX + 10 + (y_label === undefined ? 0 : 20)
  const right = width - 10
  const top = 10
  const bottom = HEIGHT - 24 - (x_label === undefined ? 0 : 20)
  const band = (right - left) / Math.max(categories.length, 1)
  return {
    left,
    right,
    top,
    bottom,
    band,
    x: (index) => left + band * (index + 0.5),
    y: (value) => bottom - ((value - ticks.low) / (ticks.high - ticks.low)) * (bottom - top),
  }
}

function grid(ticks: Ticks, frame: Frame): SVGElement[] {
  return ticks.values.flatMap((value) => [
    s('line', {
      class: value === 0 ? 'chart-zero' : 'chart-grid',
      x1: frame.left,
      x2: frame.right,
      y1: frame.y(value),
      y2: frame.y(value),
    }),
    s(
      'text',
      { class: 'chart-tick', x: frame.left - 8, y: frame.y(value) + 4, 'text-anchor': 'end' },
      tickText(value, ticks.high),
    ),
  ])
}

/** Categories below, as many as have room; the names of the axes beside them. */
function labels(chart: AxisChart, frame: Frame, width: number): SVGElement[] {
  const { categories, x_label, y_label } = chart.axis_config
  const longest = Math.max(...categories.map((each) => each.length)) * LETTER_PX + 10
  const every = Math.max(1, Math.ceil(Math.min(longest, 110) / frame.band))
  const room = Math.floor((frame.band * every - 6) / LETTER_PX)
  const names = categories.flatMap((each, at) => {
    if (at % every !== 0) return []
    const text = each.length > room ? `${each.slice(0, Math.max(room - 1, 1))}…` : each
    const edge = Math.min(
      Math.max(frame.x(at), (text.length * LETTER_PX) / 2),
      width - (text.length * LETTER_PX) / 2,
    )
    return s('text', { class: 'chart-tick', x: edge, y: frame.bottom + 18, 'text-anchor': 'middle' }, text)
  })
  const middle = (frame.top + frame.bottom) / 2
  const across = s(
    'text',
    { class: 'chart-axis', x: (frame.left + frame.right) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' },
    x_label ?? '',
  )
  const up = s(
    'text',
    { class: 'chart-axis', transform: `rotate(-90 12 ${middle})`, x: 12, y: middle, 'text-anchor': 'middle' },
    y_label ?? '',
  )
  return [...names, ...(x_label === undefined ? [] : [across]), ...(y_label === undefined ? [] : [up])]
}

interface Drawn {
  readonly shapes: readonly Element[]
  /** By category. */
  readonly marks: readonly (readonly Element[])[]
}

function drawBars(chart: AxisChart, series: number, frame: Frame): Drawn {
  const count = chart.series.length
  const width = Math.min(44, (frame.band * 0.76) / count)
  const zero = frame.y(0)
  const marks = chart.axis_config.categories.map((category, at) => {
    const value = pointValue(chart, series, category)
    if (value === null) return []
    const x = frame.x(at) + (series - count / 2) * width
    const y = Math.min(frame.y(value), zero)
    const height = Math.max(Math.abs(frame.y(value) - zero), value === 0 ? 0 : 1)
    return [s('rect', { class: `chart-bar colour-${series}`, x: x + 1, y, width: width - 2, height, rx: 2 })]
  })
  return { shapes: marks.flat(), marks }
}

function drawLine(chart: AxisChart, series: number, frame: Frame): Drawn {
  const points = chart.axis_config.categories.map((category, at) => {
    const value = pointValue(chart, series, category)
    return value === null ? null : { x: frame.x(at), y: frame.y(value) }
  })
  const known = points.filter((each) => each !== null)
  const path = known.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
  const ground = frame.y(0).toFixed(1)
  const closed = `${path}L${known.at(-1)?.x.toFixed(1)} ${ground}L${known[0]?.x.toFixed(1)} ${ground}Z`
  const marks = points.map((each) =>
    each === null
      ? []
      : [s('circle', { class: `chart-dot colour-${series}`, cx: each.x, cy: each.y, r: 3.5 })],
  )
  const area = s('path', { class: `chart-area colour-${series}`, d: closed })
  const line = s('path', { class: `chart-line colour-${series}`, d: path })
  const shapes = [...(chart.type === 'area' && known.length > 0 ? [area] : []), line, ...marks.flat()]
  return { shapes, marks }
}

function spotAt(chart: AxisChart, category: string, frame: Frame): Pick<Spot, 'title' | 'lines' | 'y'> {
  const lines = chart.series.flatMap(({ name }, colour) => {
    const value = pointValue(chart, colour, category)
    return value === null ? [] : [{ name, text: valueText(value), colour, value }]
  })
  const highest = Math.max(...lines.map((each) => each.value), 0)
  return { title: category, lines, y: frame.y(highest) }
}

function pointValue(chart: AxisChart, series: number, category: string): number | null {
  return chart.series[series]?.data.find((each) => each.label === category)?.value ?? null
}
