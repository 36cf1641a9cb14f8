import { block } from './block.ts'
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

/** All that code can be made of. */
const LITERAL: Readonly<Record<string, Rule>> = {
  text: object({ type: required(choice('text')), text: required(string()), style }),
  link: object({
    type: required(choice('link')),
    url: required(string()),
    text: optional(string()),
    unsafe: optional(flag),
    style,
  }),
}

const inline = typed({
  ...LITERAL,
  user: object({ type: required(choice('user')), user_id: required(string()), style }),
  usergroup: object({ type: required(choice('usergroup')), usergroup_id: required(string()), style }),
  team: object({ type: required(choice('team')), team_id: required(string()), style }),
  color: object({ type: required(choice('color')), value: required(string()), style }),
  channel: object({ type: required(choice('channel')), channel_id: required(string()), style }),
  emoji: object({
    type: required(choice('emoji')),
    name: required(string()),
    unicode: optional(string()),
    url: optional(string()),
    style,
  }),
  broadcast: object({
    type: required(choice('broadcast')),
    range: required(choice('here', 'channel', 'everyone')),
    style,
  }),
  date: object({
    type: required(choice('date')),
    timestamp: required(integer(0)),
    format: required(string()),
    url: optional(string()),
    fallback: optional(string()),
    style,
  }),
})

const inlines = required(list(inline, undefined, 0))
const border = optional(integer(0, 1))

const section = object({ type: required(choice('rich_text_section')), elements: inlines })

const RICH_TEXT_PARTS: Readonly<Record<string, Rule>> = {
  rich_text_section: section,
  rich_text_quote: object({ type: required(choice('rich_text_quote')), elements: inlines, border }),
  rich_text_preformatted: object({
    type: required(choice('rich_text_preformatted')),
    elements: required(list(typed(LITERAL), undefined, 0)),
    border,
    language: optional(string()),
  }),
  rich_text_list: object({
    type: required(choice('rich_text_list')),
    style: required(choice('bullet', 'ordered')),
    elements: required(list(section)),
    indent: optional(integer(0, 8)),
    offset: optional(integer(0)),
    border,
  }),
}

/** A block of formatted text, also as a table's cell. */
export const richText = block('rich_text', { elements: required(list(typed(RICH_TEXT_PARTS))) })
