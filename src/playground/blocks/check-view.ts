import type { JsonObject } from '../json.ts'
import { checkBlocks } from './check-blocks.ts'
import { plainText } from './composition-rules.ts'
import { allBlocks } from './elements-of.ts'
import {
  anything,
  choice,
  flag,
  NO_SCHEMA,
  object,
  optional,
  type Problem,
  required,
  string,
} from './rules.ts'

const shared = {
  blocks: required(anything),
  private_metadata: optional(string(3000, 0)),
  callback_id: optional(string(255, 0)),
  external_id: optional(string(255, 0)),
}

const modal = object({
  type: required(choice('modal')),
  title: required(plainText(24)),
  submit: optional(plainText(24)),
  close: optional(plainText(24)),
  clear_on_close: optional(flag),
  notify_on_close: optional(flag),
  ...shared,
})

const home = object({ type: required(choice('home')), ...shared })

const VIEW_BYTES = 250_000

/** Slack refuses a view whose JSON takes more than 250 KB, whatever else is wrong with it. */
export function isTooLarge(view: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES
}

/** Everything that Slack would refuse about a modal or a Home view. */
export function checkView(view: JsonObject, surface: 'modal' | 'home', at = '/view'): Problem[] {
  const problems: Problem[] = []
  const rule = surface === 'modal' ? modal : home
  rule(view, at, problems)
  if (view.blocks !== undefined) problems.push(...checkBlocks(view.blocks, surface, `${at}/blocks`))
  const asks = allBlocks(view.blocks).some((block) => block.type === 'input')
  if (surface === 'modal' && asks && view.submit === undefined) {
    problems.push({ at, message: 'missing required field: submit (the view has an input block)' })
  }
  return problems.length === 0 ? [] : [{ at, message: NO_SCHEMA }, ...problems]
}
