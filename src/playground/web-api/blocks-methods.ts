import type { Surface } from '../blocks/block-rules.ts'
import { checkBlocks } from '../blocks/check-blocks.ts'
import { checkMessage } from '../blocks/check-message.ts'
import { checkView } from '../blocks/check-view.ts'
import type { Problem } from '../blocks/rules.ts'
import type { JsonObject } from '../json.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, listArgument, objectArgument } from './call.ts'

const SURFACES: readonly Surface[] = ['message', 'modal', 'home']

/** blocks.validate: what Slack thinks of blocks, a message or a view, without posting it. It needs no token. */
export const blocksMethods: Readonly<Record<string, ApiMethod>> = {
  'blocks.validate': { token: 'none', run: validate },
}

function validate(call: ApiCall): JsonObject {
  const blocks = listArgument(call, 'blocks', 'invalid_arguments')
  const message = objectArgument(call, 'message')
  const view = objectArgument(call, 'view')
  if ([blocks, message, view].filter((each) => each !== null).length !== 1) {
    throw new ApiRefusal('invalid_arguments')
  }
  if (blocks !== null) report('invalid_blocks', checkAnywhere(blocks))
  if (message !== null) report('invalid_message', checkWhole(message))
  if (view !== null) report('invalid_view', checkView(view, view.type === 'home' ? 'home' : 'modal', ''))
  return {}
}

function report(code: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const errors = problems.map(({ at, message }) => ({ code: 'failed_constraint', message, pointer: at }))
  throw new ApiRefusal(code, { errors })
}

/** Blocks alone name no surface: they are right when one of them takes them. */
function checkAnywhere(blocks: readonly unknown[]): Problem[] {
  const found = SURFACES.map((surface) => checkBlocks(blocks, surface, ''))
  return found.find((problems) => problems.length === 0) ?? found[0] ?? []
}

/** Its text plays no part. */
function checkWhole({ blocks, attachments }: JsonObject): readonly Problem[] {
  const refusal = checkMessage({
    text: 'x',
    markdown: null,
    blocks: Array.isArray(blocks) ? blocks : null,
    attachments: Array.isArray(attachments) ? attachments : null,
  })
  if (refusal === null) return []
  return refusal.problems.length > 0 ? refusal.problems : [{ at: '', message: refusal.code }]
}
