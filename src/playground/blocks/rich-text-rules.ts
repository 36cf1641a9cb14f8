import { choice, flag, integer, list, object, optional, type Rule, required, string, typed } from './rules.ts'

const style = optional(
  object({
    bold: optional(flag),
    italic: optional(flag),
    strike: optional(flag),
    code: optional(flag),
    underline: optional(flag),
  }),
)

const inline = typed({
  text: object({ type: required(choice('text')), text: required(string(4000)), style }),
  link: object({
    type: required(choice('link')),
    url: required(string(3000)),
    text: optional(string(4000)),
    unsafe: optional(flag),
    style,
  }),
  user: object({ type: required(choice('user')), user_id: required(string(255)), style }),
  usergroup: object({ type: required(choice('usergroup')), usergroup_id: required(string(255)), style }),
  channel: object({ type: required(choice('channel')), channel_id: required(string(255)), style }),
  emoji: object({
    type: required(choice('emoji')),
    name: required(string(255)),
    unicode: optional(string(255)),
    style,
  }),
  broadcast: object({
    type: required(choice('broadcast')),
    range: required(choice('here', 'channel', 'everyone')),
    style,
  }),
  date: object({
    type: required(choice('date')),
    timestamp: required(integer(0, 1e11)),
    format: required(string(255)),
    url: optional(string(3000)),
    fallback: optional(string(255)),
    style,
  }),
})

const inlines = required(list(inline, 1000, 0))
const border = optional(integer(0, 1))

const section = object({ type: required(choice('rich_text_section')), elements: inlines })

const RICH_TEXT_PARTS: Readonly<Record<string, Rule>> = {
  rich_text_section: section,
  rich_text_quote: object({ type: required(choice('rich_text_quote')), elements: inlines, border }),
  rich_text_preformatted: object({
    type: required(choice('rich_text_preformatted')),
    elements: inlines,
    border,
    language: optional(string(100)),
  }),
  rich_text_list: object({
    type: required(choice('rich_text_list')),
    style: required(choice('bullet', 'ordered')),
    elements: required(list(section, 1000)),
    indent: optional(integer(0, 8)),
    offset: optional(integer(0, 1e6)),
    border,
  }),
}

/** A block of formatted text, also as a table's cell. */
export const richText = object({
  type: required(choice('rich_text')),
  block_id: optional(string(255)),
  elements: required(list(typed(RICH_TEXT_PARTS), 1000)),
})
