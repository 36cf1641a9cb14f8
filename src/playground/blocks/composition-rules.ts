import { also, choice, flag, list, object, optional, type Rule, required, string, typed } from './rules.ts'

/** `plain_text` of at most `max` characters. */
export function plainText(max: number): Rule {
  return typed({ plain_text: plainTextObject(max) })
}

/** `plain_text` or `mrkdwn` of at most `max` characters. */
export function anyText(max: number): Rule {
  return typed({ plain_text: plainTextObject(max), mrkdwn: mrkdwnObject(max) })
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

export const confirmation = object({
  title: required(plainText(100)),
  text: required(anyText(300)),
  confirm: required(plainText(30)),
  deny: required(plainText(30)),
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

export const imageParts = {
  type: required(choice('image')),
  image_url: optional(string(3000)),
  slack_file: optional(object({ id: optional(string(255)), url: optional(string(3000)) })),
  alt_text: required(string(2000)),
}

export const imageElement = also(object(imageParts), oneImageSource)

/** Either a public address or a Slack file, never both. */
export function oneImageSource(image: Record<string, unknown>): string | null {
  const both = image.image_url !== undefined && image.slack_file !== undefined
  const none = image.image_url === undefined && image.slack_file === undefined
  return both || none ? 'must have either image_url or slack_file' : null
}
