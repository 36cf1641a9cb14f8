import { anyText, imageParts, oneImageSource, plainText } from './composition-rules.ts'
import { ACCESSORIES, CONTEXT_ELEMENTS, INPUTS, INTERACTIVE } from './element-rules.ts'
import { richText } from './rich-text-rules.ts'
import {
  also,
  choice,
  flag,
  integer,
  list,
  object,
  optional,
  type Parts,
  type Rule,
  required,
  string,
  typed,
} from './rules.ts'
import { dataTable, table } from './table-rules.ts'

/** Where blocks are shown; each place bans some. */
export type Surface = 'message' | 'modal' | 'home'

function block(type: string, parts: Parts): Rule {
  return object({ type: required(choice(type)), block_id: optional(string(255)), ...parts })
}

const section = also(
  block('section', {
    text: optional(anyText(3000)),
    fields: optional(list(anyText(2000), 10)),
    accessory: optional(typed(ACCESSORIES)),
    expand: optional(flag),
  }),
  (value) => (value.text === undefined && value.fields === undefined ? 'must have text or fields' : null),
)

const EVERYWHERE: Readonly<Record<string, Rule>> = {
  section,
  header: block('header', { text: required(plainText(150)), level: optional(integer(1, 4)) }),
  divider: block('divider', {}),
  context: block('context', { elements: required(list(typed(CONTEXT_ELEMENTS), 10)) }),
  actions: block('actions', { elements: required(list(typed(INTERACTIVE), 25)) }),
  image: also(block('image', { ...imageParts, title: optional(plainText(2000)) }), oneImageSource),
  rich_text: richText,
  input: block('input', {
    label: required(plainText(2000)),
    element: required(typed(INPUTS)),
    hint: optional(plainText(2000)),
    optional: optional(flag),
    dispatch_action: optional(flag),
  }),
}

const markdown = block('markdown', { text: required(string(12_000)) })

/** One rule for each block type that a surface takes. */
export const BLOCKS: Readonly<Record<Surface, Readonly<Record<string, Rule>>>> = {
  message: { ...EVERYWHERE, table, data_table: dataTable, markdown },
  modal: EVERYWHERE,
  home: EVERYWHERE,
}

/** The most blocks that a surface takes. */
export const BLOCK_LIMITS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 }
