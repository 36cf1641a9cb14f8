import { checkBlocks } from '../blocks/check-blocks.ts'
import { checkView } from '../blocks/check-view.ts'
import type { Problem } from '../blocks/rules.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, invalidArguments, jsonArgument } from './call.ts'

/** blocks.validate: says of blocks, a message or a view what Slack would refuse. It needs no token. */
export const blockMethods: Readonly<Record<string, ApiMethod>> = {
  'blocks.validate': { token: 'none', run: validate },
}

const CHECKED = {
  blocks: (value: unknown) => checkBlocks(value, 'message'),
  message: (value: unknown) => checkBlocks(isObject(value) ? value.blocks : value, 'message'),
  view: checkAnyView,
} as const

function validate(call: ApiCall): JsonObject {
  const given = (Object.keys(CHECKED) as (keyof typeof CHECKED)[]).filter(
    (name) => call.arguments[name] !== undefined,
  )
  const [name] = given
  if (name === undefined || given.length > 1) {
    throw invalidArguments('provide exactly one of blocks, view, or message')
  }
  const problems = CHECKED[name](jsonArgument(call, name))
  if (problems.length > 0) throw new ApiRefusal(`invalid_${name}`, { errors: problems.map(describe) })
  return {}
}

function checkAnyView(value: unknown): Problem[] {
  if (!isObject(value)) return [{ at: '/view', message: 'must be an object' }]
  return checkView(value, value.type === 'home' ? 'home' : 'modal')
}

function describe({ at, message }: Problem): JsonObject {
  return { pointer: at, code: 'failed_constraint', message }
}
