import {
  anyText,
  confirmation,
  dispatchConfig,
  imageElement,
  overflowOption,
  plainText,
  workflow,
} from './composition-rules.ts'
import { element } from './element.ts'
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
  pattern,
  type Rule,
  required,
  string,
} from './rules.ts'
import { CHOICES } from './select-rules.ts'

type Rules = Readonly<Record<string, Rule>>

const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date in the format YYYY-MM-DD')
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time in the format HH:mm')
/** A number that came as text. */
const numeral = pattern(/^-?\d+(\.\d+)?$/, 'a number')

const confirm = { confirm: optional(confirmation) }
const focus = { focus_on_load: optional(flag) }
const placeholder = { placeholder: optional(plainText(150)) }
const label = { accessibility_label: optional(string(75)) }

export const button = element('button', {
  text: required(plainText(75)),
  value: optional(string(2000)),
  url: optional(string(3000)),
  style: optional(choice('default', 'primary', 'danger')),
  ...label,
  ...confirm,
})

/** Elements that stand alone or in a row, in a section or an actions block. */
const COMMON: Rules = {
  button,
  workflow_button: element('workflow_button', {
    text: required(plainText(75)),
    workflow: required(workflow),
    style: optional(choice('primary', 'danger')),
    ...label,
    ...confirm,
  }),
  overflow: element('overflow', { options: required(list(overflowOption, 5)), ...confirm }),
}

const PICKERS: Rules = {
  datepicker: element('datepicker', { initial_date: optional(date), ...placeholder, ...confirm, ...focus }),
  timepicker: element('timepicker', {
    initial_time: optional(time),
    timezone: optional(string()),
    ...placeholder,
    ...confirm,
    ...focus,
  }),
}

const BIG_PICKERS: Rules = {
  datetimepicker: element('datetimepicker', {
    initial_date_time: optional(integer(1_000_000_000, 9_999_999_999)),
    ...confirm,
    ...focus,
  }),
  rich_text_input: typing('rich_text_input', {
    initial_value: optional(richText),
    min_lines: optional(integer(1, 100)),
    max_lines: optional(integer(1, 100)),
  }),
}

/** Text is typed in input blocks only. */
const FIELDS: Rules = {
  plain_text_input: typing('plain_text_input', {
    multiline: optional(flag),
    initial_value: optional(string(3000, 0)),
    min_length: optional(integer(0, 3000)),
    max_length: optional(integer(1, 3000)),
  }),
  number_input: also(
    typing('number_input', {
      is_decimal_allowed: required(flag),
      initial_value: optional(numeral),
      min_value: optional(numeral),
      max_value: optional(numeral),
    }),
    ({ min_value: min, max_value: max }) =>
      Number(min) > Number(max) ? { path: '/min_value', message: 'must not be more than max_value' } : null,
  ),
  email_text_input: typing('email_text_input', { initial_value: optional(string()) }),
  url_text_input: typing('url_text_input', { initial_value: optional(string()) }),
  file_input: element('file_input', {
    filetypes: optional(list(string())),
    max_files: optional(integer(1, 10)),
  }),
}

function typing(type: string, parts: Parts): Rule {
  return element(type, {
    dispatch_action_config: optional(dispatchConfig),
    ...placeholder,
    ...focus,
    ...parts,
  })
}

/** Everything that can stand in an actions block. */
export const INTERACTIVE: Rules = { ...COMMON, ...CHOICES, ...PICKERS, ...BIG_PICKERS }

/** Everything that can stand in an input block. */
export const INPUTS: Rules = { ...CHOICES, ...PICKERS, ...BIG_PICKERS, ...FIELDS }

/** Everything that can stand beside a section. */
export const ACCESSORIES: Rules = { ...COMMON, ...CHOICES, ...PICKERS, image: imageElement }

export const CONTEXT_ELEMENTS: Rules = {
  image: imageElement,
  plain_text: anyText(3000),
  mrkdwn: anyText(3000),
}

const feedback = object({ text: required(plainText(75)), value: required(string(2000)), ...label })

/** Everything that can stand in a context_actions block. */
export const CONTEXT_ACTIONS: Rules = {
  feedback_buttons: element('feedback_buttons', {
    positive_button: required(feedback),
    negative_button: required(feedback),
  }),
  icon_button: element('icon_button', {
    icon: required(choice('trash')),
    text: required(plainText(75)),
    value: optional(string(2000)),
    visible_to_user_ids: optional(list(string())),
    ...label,
    ...confirm,
  }),
}
