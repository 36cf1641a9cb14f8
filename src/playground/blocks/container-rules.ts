import { block } from './block.ts'
import { anyText, imageElement, plainText } from './composition-rules.ts'
import { richText } from './rich-text-rules.ts'
import { also, choice, flag, list, optional, type Rule, required, typed } from './rules.ts'

const CHILDREN = [
  ...['actions', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section'],
  ...['table', 'video'],
]

/** A frame around other blocks of the same surface; containers do not stand in each other. */
export function containerOf(blocks: Readonly<Record<string, Rule>>): Rule {
  const children = Object.fromEntries(Object.entries(blocks).filter(([type]) => CHILDREN.includes(type)))
  const rule = block('container', {
    title: optional(plainText(150)),
    rich_text_title: optional(richText),
    subtitle: optional(anyText(150)),
    child_blocks: required(list(typed(children), 10)),
    width: optional(choice('narrow', 'standard', 'wide', 'full')),
    icon: optional(typed({ image: imageElement })),
    is_collapsible: optional(flag),
    default_collapsed: optional(flag),
    has_header_divider: optional(flag),
  })
  return also(rule, ({ title, rich_text_title: richTitle }) =>
    title === undefined && richTitle === undefined ? 'must define either `title` or `rich_text_title`' : null,
  )
}
