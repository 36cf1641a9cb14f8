import { block } from './block.ts'
import { card, carousel } from './card-rules.ts'
import { chart } from './chart-rules.ts'
import { anyText, imageParts, oneImageSource, plainText } from './composition-rules.ts'
import { containerOf } from './container-rules.ts'
import { ACCESSORIES, CONTEXT_ACTIONS, CONTEXT_ELEMENTS, INPUTS, INTERACTIVE } from './element-rules.ts'
import { input } from './input-rules.ts'
import { richText } from './rich-text-rules.ts'
import { also, choice, flag, integer, list, optional, type Rule, required, string, typed } from './rules.ts'
import { dataTable, table } from './table-rules.ts'
import { plan, taskCard } from './task-rules.ts'
import { video } from './video-rules.ts'

/** Where blocks are shown; each place bans some. */
export type Surface = 'message' | 'modal' | 'home'

type Rules = Readonly<Record<string, Rule>>

const section = also(
  block('section', {
    text: optional(anyText(3000)),
    fields: optional(list(anyText(2000), 10)),
    accessory: optional(typed(ACCESSORIES)),
    expand: optional(flag),
  }),
  (value) =>
    value.text === undefined && value.fields === undefined ? 'must define either `text` or `fields`' : null,
)

const EVERYWHERE: Rules = {
  section,
  header: block('header', { text: required(plainText(150)), level: optional(integer(1, 4)) }),
  divider: block('divider', {}),
  context: block('context', { elements: required(list(typed(CONTEXT_ELEMENTS), 10)) }),
  actions: block('actions', { elements: required(list(typed(INTERACTIVE), 25)) }),
  image: also(block('image', { ...imageParts, title: optional(plainText(2000)) }), oneImageSource),
  rich_text: richText,
  input: input(typed(INPUTS)),
  video,
}

/** All markdown blocks of a message together may have this many characters. */
export const MARKDOWN_CHARACTERS = 12_000

const MESSAGE: Rules = {
  ...EVERYWHERE,
  card,
  carousel,
  context_actions: block('context_actions', { elements: required(list(typed(CONTEXT_ACTIONS), 5)) }),
  data_table: dataTable,
  data_visualization: chart,
  markdown: block('markdown', { text: required(string(MARKDOWN_CHARACTERS)) }),
  plan,
  table,
  task_card: taskCard,
}

const MODAL: Rules = {
  ...EVERYWHERE,
  alert: block('alert', {
    text: required(anyText(200)),
    level: optional(choice('default', 'info', 'warning', 'error', 'success')),
  }),
}

const HOME: Rules = { ...EVERYWHERE, card, carousel }

/** One rule for each block type that a surface takes. A `file` block comes from Slack only: nobody may send one. */
export const BLOCKS: Readonly<Record<Surface, Rules>> = {
  message: { ...MESSAGE, container: containerOf(MESSAGE) },
  modal: MODAL,
  home: { ...HOME, container: containerOf(HOME) },
}

/** The most blocks that a surface takes. */
export const BLOCK_LIMITS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 }
