import { isObject, type JsonObject } from '../json.ts'
import {
  also,
  choice,
  type Fault,
  flag,
  list,
  object,
  oneOf,
  optional,
  type Rule,
  required,
  string,
  typed,
} from './rules.ts'

/** `plain_text` of at most `max` characters. */
export function plainText(max: number): Rule {
  return typed({ plain_text: plainTextObject(max) })
}

/** `plain_text` or `mrkdwn` of at most `max` characters. */
export function anyText(max: number): Rule {
  return oneOf(typed({ plain_text: plainTextObject(max), mrkdwn: mrkdwnObject(max) }))
}

function plainTextObject(max: number): Rule {
  return object({
    type: required(choice('plain_text')),
    text: required(string(max)),
    emoji: optional(flag),
  })
}

function mrkdwnObject(max: number): Rule {
  return object({
    type: required(choice('mrkdwn')),
    text: required(string(max)),
    verbatim: optional(flag),
  })
}

/** Slack has words of its own for all but the text. */
export const confirmation = object({
  title: optional(plainText(100)),
  text: required(anyText(300)),
  confirm: optional(plainText(30)),
  deny: optional(plainText(30)),
  style: optional(choice('primary', 'danger')),
})

const optionParts = {
  text: required(plainText(75)),
  value: required(string(150)),
  description: optional(plainText(75)),
}

export const option = object(optionParts)
export const overflowOption = object({ ...optionParts, url: optional(string(3000)) })
/** Radio buttons and checkboxes may use mrkdwn. */
export const richOption = object({
  ...optionParts,
  text: required(anyText(75)),
  description: optional(anyText(75)),
})

export const optionGroup = object({ label: required(plainText(75)), options: required(list(option, 100)) })

export const dispatchConfig = object({
  trigger_actions_on: optional(list(choice('on_enter_pressed', 'on_character_entered'), 2)),
})

export const conversationFilter = also(
  object({
    include: optional(list(choice('im', 'mpim', 'private', 'public'), 4)),
    exclude_external_shared_channels: optional(flag),
    exclude_bot_users: optional(flag),
  }),
  (value) => (Object.keys(value).length === 0 ? 'must define at least one property' : null),
)

/** The link trigger that a workflow button starts. */
export const workflow = object({
  trigger: required(
    object({
      url: required(string()),
      customizable_input_parameters: optional(
        list(object({ name: required(string()), value: required(string()) })),
      ),
    }),
  ),
})

const slackFile = also(object({ id: optional(string()), url: optional(string()) }), (file) =>
  (file.id === undefined) === (file.url === undefined) ? 'must define either `id` or `url`' : null,
)

export const imageParts = {
  type: required(choice('image')),
  image_url: optional(string(3000)),
  slack_file: optional(slackFile),
  alt_text: required(string(2000)),
}

export const imageElement = also(object(imageParts), oneImageSource)

/** Either a public address or a Slack file, never both. */
export function oneImageSource(image: JsonObject): Fault | null {
  const both = image.image_url !== undefined && image.slack_file !== undefined
  const none = image.image_url === undefined && image.slack_file === undefined
  return both || none ? 'must define either `image_url` or `slack_file`' : null
}

/** One of Slack's own pictures, by name. */
export const slackIcon = object({
  type: required(choice('icon')),
  name: required(
    choice(
      ...['archive', 'book', 'bookmark', 'bot', 'bug', 'calendar', 'call', 'caret-left', 'caret-right'],
      ...['check', 'clipboard', 'code', 'comment', 'compass', 'copy', 'cube', 'download', 'edit', 'email'],
      ...['eye-closed', 'eye-open', 'file', 'flag', 'folder', 'gear', 'globe', 'heart', 'help', 'image'],
      ...['info', 'key', 'lightbulb', 'link', 'map', 'mobile', 'new-window', 'pin', 'plus', 'refine'],
      ...['refresh', 'rocket', 'save', 'screen', 'share', 'sparkle', 'star', 'star-filled', 'tag'],
      ...['thumbs-down', 'thumbs-up', 'trash', 'upload', 'user', 'warning'],
    ),
  ),
})

/** What is chosen at first must be one of the options, word for word. */
export function isAmong(chosen: unknown, options: readonly JsonObject[]): boolean {
  return options.some((each) => isObject(chosen) && each.value === chosen.value && sameText(each, chosen))
}

function sameText(one: JsonObject, other: JsonObject): boolean {
  return isObject(one.text) && isObject(other.text) && one.text.text === other.text.text
}
