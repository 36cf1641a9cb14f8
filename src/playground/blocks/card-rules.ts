import { block } from './block.ts'
import { anyText, imageElement, slackIcon } from './composition-rules.ts'
import { button } from './element-rules.ts'
import { also, list, optional, required, typed } from './rules.ts'

const CONTENT = ['hero_image', 'title', 'actions', 'body'] as const

const parts = block('card', {
  hero_image: optional(typed({ image: imageElement })),
  icon: optional(typed({ image: imageElement })),
  slack_icon: optional(slackIcon),
  title: optional(anyText(150)),
  subtitle: optional(anyText(150)),
  body: optional(anyText(200)),
  subtext: optional(anyText(200)),
  actions: optional(list(typed({ button }), 3)),
})

/** A card has something to show, and one picture beside its title. */
export const card = also(parts, (value) => {
  if (value.icon !== undefined && value.slack_icon !== undefined)
    return 'must not define both `icon` and `slack_icon`'
  const isEmpty = CONTENT.every((name) => value[name] === undefined)
  return isEmpty ? 'must define at least one of `hero_image`, `title`, `actions`, `body`' : null
})

/** Cards side by side. */
export const carousel = block('carousel', { elements: required(list(typed({ card }), 10)) })
