import type { PieChart } from './block-shapes.ts'
import { valueText } from './chart-scale.ts'
import type { DrawnChart, Spot } from './chart-spot.ts'
import { s } from './svg.ts'

const HEIGHT = 220
const RADIUS = 92
const ROW_PX = 24

/** A pie at a width, its names and shares beside it or, where that is narrow, below. */
export function drawPie({ segments }: PieChart, width: number): DrawnChart {
  const total = segments.reduce((sum, each) => sum + each.value, 0)
  const beside = width >= 420
  const names = segments.length * ROW_PX
  const height = beside ? Math.max(HEIGHT, names + 20) : HEIGHT + names
  const centre = { x: beside ? RADIUS + 14 : width / 2, y: beside ? height / 2 : HEIGHT / 2 }
  const legend = {
    x: beside ? centre.x + RADIUS + 36 : 12,
    y: beside ? (height - names) / 2 + 16 : HEIGHT + 14,
    end: beside ? Math.min(width - 8, centre.x + RADIUS + 330) : width - 8,
  }
  let from = 0
  const spots = segments.map(({ label, value }, at): Spot => {
    const share = value / total
    const middle = (from + share / 2) * 2 * Math.PI
    const slice = s('path', {
      class: `chart-slice colour-${at}`,
      d: slicePath(centre, from, share),
    })
    from += share
    const text = `${valueText(value)} (${percent(share)})`
    return {
      title: label,
      lines: [{ name: '', text, colour: at }],
      x: centre.x + Math.sin(middle) * RADIUS * 0.7,
      y: centre.y - Math.cos(middle) * RADIUS * 0.7,
      marks: [slice],
    }
  })
  const rows = segments.flatMap(({ label, value }, at) => {
    const y = legend.y + at * ROW_PX
    return [
      s('rect', { class: `chart-key colour-${at}`, x: legend.x, y: y - 10, width: 12, height: 12, rx: 3 }),
      s('text', { class: 'chart-name', x: legend.x + 20, y }, label),
      s(
        'text',
        { class: 'chart-share', x: legend.end, y, 'text-anchor': 'end' },
        `${valueText(value)} · ${percent(value / total)}`,
      ),
    ]
  })
  const slices = spots.flatMap((each) => each.marks)
  return { svg: s('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, ...slices, ...rows), spots }
}

function slicePath({ x, y }: { x: number; y: number }, from: number, share: number): string {
  // A whole circle has no beginning and no end, so an arc cannot draw it.
  if (share > 0.9999) {
    const half = `a${RADIUS} ${RADIUS} 0 1 1`
    return `M${x} ${y - RADIUS}${half} 0 ${2 * RADIUS}${half} 0 ${-2 * RADIUS}Z`
  }
  const at = (turn: number) => {
    const angle = turn * 2 * Math.PI
    return `${(x + Math.sin(angle) * RADIUS).toFixed(2)} ${(y - Math.cos(angle) * RADIUS).toFixed(2)}`
  }
  const large = share > 0.5 ? 1 : 0
  return `M${x} ${y}L${at(from)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${at(from + share)}Z`
}

function percent(share: number): string {
  return share.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 })
}
