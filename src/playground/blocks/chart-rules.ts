import { type JsonObject, objectsIn } from '../json.ts'
import { block } from './block.ts'
import {
  also,
  choice,
  type Fault,
  list,
  number,
  object,
  optional,
  type Rule,
  required,
  string,
  typed,
} from './rules.ts'

/** Later libraries draw twelve; the six of the first documents hold everywhere. */
const MAX_SERIES = 6
const MAX_POINTS = 20
const name = string(20)

const series = list(
  object({
    name: required(name),
    data: required(list(object({ label: required(name), value: required(number) }), MAX_POINTS)),
  }),
  MAX_SERIES,
)

const axes = object({
  categories: required(list(name, MAX_POINTS)),
  x_label: optional(string(50)),
  y_label: optional(string(50)),
})

const segment = also(object({ label: required(name), value: required(number) }), ({ value }) =>
  typeof value === 'number' && value <= 0 ? { path: '/value', message: 'must be greater than 0' } : null,
)

/** A picture of numbers; messages only. */
export const chart = block('data_visualization', {
  title: required(string(50)),
  chart: required(
    typed({
      pie: object({ type: required(choice('pie')), segments: required(list(segment, MAX_SERIES)) }),
      bar: plotted('bar'),
      area: plotted('area'),
      line: plotted('line'),
    }),
  ),
})

function plotted(type: string): Rule {
  const rule = object({ type: required(choice(type)), series: required(series), axis_config: required(axes) })
  return also(also(rule, repeatedName), missedCategory)
}

function repeatedName(value: JsonObject): Fault | null {
  const names = objectsIn(value.series).map((each) => each.name)
  const index = names.findIndex((each, place) => names.indexOf(each) < place)
  return index === -1 ? null : { path: `/series/${index}/name`, message: 'must be unique' }
}

/** Each series says one value for each category, no more and no less. */
function missedCategory(value: JsonObject): Fault | null {
  const { categories } = value.axis_config as { categories: string[] }
  const wanted = categories.toSorted().join('\n')
  const index = objectsIn(value.series).findIndex((each) => {
    const labels = objectsIn(each.data).map((point) => point.label)
    return labels.sort().join('\n') !== wanted
  })
  if (index === -1) return null
  return { path: `/series/${index}/data`, message: 'must have exactly one data point for each category' }
}
