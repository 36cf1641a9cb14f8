import type { Surface } from '../blocks/block-rules.ts'
import { checkBlocks } from '../blocks/check-blocks.ts'
import { checkMessage } from '../blocks/check-message.ts'
import { checkView } from '../blocks/check-view.ts'
import { NO_SCHEMA, type Problem } from '../blocks/rules.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, invalidArguments, jsonArgument } from './call.ts'

/** blocks.validate: says of blocks, a message or a view what Slack would refuse. It needs no token. */
export const blockMethods: Readonly<Record<string, ApiMethod>> = {
  'blocks.validate': { token: 'none', run: validate },
}

const CHECKED = { blocks: checkAnywhere, message: checkWhole, view: checkAnyView } as const
const SURFACES: readonly Surface[] = ['message', 'modal', 'home']

function validate(call: ApiCall): JsonObject {
  const given = (Object.keys(CHECKED) as (keyof typeof CHECKED)[]).filter(
    (name) => call.arguments[name] !== undefined,
  )
  const [name] = given
  if (name === undefined || given.length > 1) {
    throw invalidArguments('provide exactly one of blocks, view, or message')
  }
  const problems = CHECKED[name](jsonArgument(call, name)).filter((each) => each.message !== NO_SCHEMA)
  if (problems.length > 0) throw new ApiRefusal(`invalid_${name}`, { errors: problems.map(describe) })
  return {}
}

/** Blocks alone name no surface: they are right when one of them takes them. */
function checkAnywhere(blocks: unknown): readonly Problem[] {
  const found = SURFACES.map((surface) => checkBlocks(blocks, surface, ''))
  return found.find((problems) => problems.length === 0) ?? found[0] ?? []
}

/** Whatever its text says. */
function checkWhole(message: unknown): readonly Problem[] {
  if (!isObject(message)) return [{ at: '', message: 'must provide an object' }]
  const { blocks, attachments } = message
  if (blocks !== undefined && !Array.isArray(blocks)) return checkBlocks(blocks, 'message')
  const refusal = checkMessage({
    text: 'x',
    markdown: null,
    blocks: blocks ?? null,
    attachments: Array.isArray(attachments) ? attachments : null,
  })
  if (refusal === null) return []
  return refusal.problems.length > 0 ? refusal.problems : [{ at: '', message: refusal.code }]
}

function checkAnyView(view: unknown): readonly Problem[] {
  if (!isObject(view)) return [{ at: '', message: 'must provide an object' }]
  return checkView(view, view.type === 'home' ? 'home' : 'modal', '')
}

function describe({ at, message }: Problem): JsonObject {
  return { pointer: at, code: 'failed_constraint', message }
}
