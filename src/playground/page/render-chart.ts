import type { AxisChart, ChartBlock } from './block-shapes.ts'
import { drawAxes } from './chart-axes.ts'
import { drawPie } from './chart-pie.ts'
import { valueText } from './chart-scale.ts'
import { ChartTip } from './chart-tip.ts'
import { h } from './dom.ts'

const KINDS = { line: 'Line chart', bar: 'Bar chart', area: 'Area chart', pie: 'Pie chart' } as const
const WIDTH = 600

/** A chart with a legend, a word at every place, and its numbers as a table. */
export function renderChart({ title, chart }: ChartBlock): HTMLElement {
  const plot = h('div', {
    class: `chart-plot plot-${chart.type}`,
    tabindex: 0,
    role: 'group',
    'aria-roledescription': 'chart',
    'aria-label': `${KINDS[chart.type]}: ${title}. Arrow keys read it out.`,
  })
  const tip = new ChartTip(plot)
  let width = 0
  const draw = (wanted: number) => {
    if (Math.abs(wanted - width) < 1) return
    width = wanted
    const drawn = chart.type === 'pie' ? drawPie(chart, width) : drawAxes(chart, width)
    drawn.svg.setAttribute('aria-hidden', 'true')
    plot.replaceChildren(drawn.svg)
    tip.follow(drawn.spots)
  }
  draw(WIDTH)
  // Drawn at the width that there is, so that words keep their size.
  new ResizeObserver(([entry]) => {
    const wide = entry?.contentRect.width ?? 0
    if (wide > 0) draw(wide)
  }).observe(plot)
  return h(
    'figure',
    { class: 'chart' },
    h('figcaption', { class: 'chart-title' }, title),
    chart.type === 'pie' ? null : legend(chart),
    plot,
    numbers(title, chart),
  )
}

/** Of one series the title says enough. */
function legend({ series }: AxisChart): HTMLElement | null {
  if (series.length < 2) return null
  const items = series.map(({ name }, at) =>
    h('li', {}, h('span', { class: `swatch colour-${at}`, 'aria-hidden': 'true' }), name),
  )
  return h('ul', { class: 'chart-legend' }, ...items)
}

/** The numbers behind the picture, for whoever cannot or does not want to read a picture. */
function numbers(title: string, chart: ChartBlock['chart']): HTMLElement {
  const header = chart.type === 'pie' ? ['', 'Value'] : ['', ...chart.series.map((each) => each.name)]
  const rows =
    chart.type === 'pie'
      ? chart.segments.map((each) => [each.label, valueText(each.value)])
      : chart.axis_config.categories.map((category) => [
          category,
          ...chart.series.map(({ data }) => {
            const point = data.find((each) => each.label === category)
            return point === undefined ? '' : valueText(point.value)
          }),
        ])
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    h(
      'tr',
      {},
      ...cells.map((cell, at) =>
        at === 0
          ? h('th', { scope: tag === 'th' ? 'col' : 'row' }, cell)
          : h(tag, { class: 'align-right', scope: tag === 'th' ? 'col' : null }, cell),
      ),
    )
  const table = h(
    'table',
    { 'aria-label': title },
    h('thead', {}, line(header, 'th')),
    h('tbody', {}, ...rows.map((row) => line(row, 'td'))),
  )
  return h(
    'details',
    { class: 'chart-numbers' },
    h('summary', {}, 'Show as table'),
    h('div', { class: 'table-frame' }, h('div', { class: 'table-scroll', tabindex: 0 }, table)),
  )
}
