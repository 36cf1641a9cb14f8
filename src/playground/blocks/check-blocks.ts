import { type JsonObject, objectsIn, textOf } from '../json.ts'
import { BLOCK_LIMITS, BLOCKS, type Surface } from './block-rules.ts'
import { elementsOf } from './elements-of.ts'
import { list, type Problem, typed } from './rules.ts'

const TABLES = new Set(['table', 'data_table'])

/** Everything that Slack would refuse about these blocks on this surface; an empty list means fine. */
export function checkBlocks(blocks: unknown, surface: Surface, at = '/blocks'): Problem[] {
  const problems: Problem[] = []
  list(typed(BLOCKS[surface]), BLOCK_LIMITS[surface], 0)(blocks, at, problems)
  const found = objectsIn(blocks)
  checkIds(found, at, problems)
  const tables = found.filter((block) => TABLES.has(String(block.type)))
  if (tables.length > 1) problems.push({ at, message: 'only one table is allowed in a message' })
  return problems
}

/** The problems as Slack words them in `response_metadata.messages`. */
export function wordProblems(problems: readonly Problem[]): string[] {
  return problems.map((problem) => `[ERROR] ${problem.message} [json-pointer:${problem.at}]`)
}

function checkIds(blocks: readonly JsonObject[], at: string, problems: Problem[]): void {
  const seen = new Set<string>()
  for (const [index, block] of blocks.entries()) {
    const place = `${at}/${index}`
    if (isRepeated(seen, textOf(block.block_id))) {
      problems.push({ at: `${place}/block_id`, message: `block_id "${block.block_id}" already exists` })
    }
    const actions = new Set<string>()
    for (const element of elementsOf(block)) {
      const repeated = isRepeated(actions, textOf(element.action_id))
      if (repeated) problems.push({ at: place, message: `action_id "${element.action_id}" already exists` })
    }
  }
}

function isRepeated(seen: Set<string>, id: string | null): boolean {
  if (id === null) return false
  const repeated = seen.has(id)
  seen.add(id)
  return repeated
}
