import { textOf } from '../json.ts'
import { BLOCK_LIMITS, BLOCKS, MARKDOWN_CHARACTERS, type Surface } from './block-rules.ts'
import { countText } from './count-text.ts'
import { type Placed, placeBlocks, placeElements } from './elements-of.ts'
import { list, type Problem, typed } from './rules.ts'

/** Slack's word for a second table, whatever kind the two are of. */
export const SECOND_TABLE = 'only_one_table_allowed'

const MAX_CHARTS = 2

/** Everything that Slack would refuse about these blocks on this surface; an empty list means fine. */
export function checkBlocks(blocks: unknown, surface: Surface, at = '/blocks'): Problem[] {
  const problems: Problem[] = []
  list(typed(BLOCKS[surface]), BLOCK_LIMITS[surface], 0)(blocks, at, problems)
  const placed = placeBlocks(blocks, at)
  problems.push(...repeatedIds(placed, 'block_id'))
  for (const block of placed) {
    const elements = placeElements(block.value, block.at)
    problems.push(...repeatedIds(elements, 'action_id'))
  }
  return [...problems, ...(surface === 'message' ? checkCounts(placed, at) : checkFocus(placed))]
}

/** The problems as Slack words them, each with its place. */
export function wordProblems(problems: readonly Problem[]): string[] {
  return problems.map((problem) => `${problem.message} [json-pointer:${problem.at}]`)
}

/** Both kinds of table count as one. */
export function isTable({ value }: Placed): boolean {
  return value.type === 'table' || value.type === 'data_table'
}

function repeatedIds(placed: readonly Placed[], name: 'block_id' | 'action_id'): Problem[] {
  const seen = new Set<string>()
  return placed.flatMap(({ at, value }) => {
    const id = textOf(value[name])
    if (id === null) return []
    const repeated = seen.has(id)
    seen.add(id)
    return repeated ? [{ at: `${at}/${name}`, message: `\`${name}\` "${id}" already exists` }] : []
  })
}

/** What a message may hold once or twice, wherever in it. */
function checkCounts(placed: readonly Placed[], at: string): Problem[] {
  const [, ...tables] = placed.filter(isTable)
  const charts = placed.filter(({ value }) => value.type === 'data_visualization')
  const message = `no more than ${MAX_CHARTS} data_visualization blocks allowed`
  return [
    ...tables.map((table) => ({ at: table.at, message: SECOND_TABLE })),
    ...charts.slice(MAX_CHARTS).map((chart) => ({ at: chart.at, message })),
    ...checkMarkdown(placed, at),
  ]
}

/** Only one element of a view can have the cursor when it opens. */
function checkFocus(placed: readonly Placed[]): Problem[] {
  const focused = placed
    .flatMap(({ at, value }) => placeElements(value, at))
    .filter(({ value }) => value.focus_on_load === true)
  return focused.slice(1).map(({ at }) => ({
    at: `${at}/focus_on_load`,
    message: 'only one element may have focus_on_load',
  }))
}

/** The limit counts all markdown blocks of a payload together; one that is too long is told as such. */
function checkMarkdown(placed: readonly Placed[], at: string): Problem[] {
  const lengths = placed.filter(({ value }) => value.type === 'markdown').map(({ value }) => countText(value))
  const sum = lengths.reduce((total, length) => total + length, 0)
  if (sum <= MARKDOWN_CHARACTERS || lengths.some((length) => length > MARKDOWN_CHARACTERS)) return []
  return [{ at, message: `must be less than ${MARKDOWN_CHARACTERS + 1} characters in all markdown blocks` }]
}
