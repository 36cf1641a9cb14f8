import { isObject } from '../json.ts'
import { block } from './block.ts'
import { plainText } from './composition-rules.ts'
import { also, flag, optional, type Rule, required } from './rules.ts'

/** A question with one of these elements to answer it. */
export function input(element: Rule): Rule {
  const rule = block('input', {
    label: required(plainText(2000)),
    element: required(element),
    hint: optional(plainText(2000)),
    optional: optional(flag),
    dispatch_action: optional(flag),
  })
  // Files go along with a submission only, never at once.
  return also(rule, (value) =>
    value.dispatch_action === true && isObject(value.element) && value.element.type === 'file_input'
      ? { path: '/element/type', message: 'unsupported type: file_input' }
      : null,
  )
}
