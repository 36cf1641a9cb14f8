import {
  anyText,
  confirmation,
  dispatchConfig,
  imageElement,
  option,
  optionGroup,
  overflowOption,
  plainText,
  richOption,
} from './composition-rules.ts'
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

const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date in the format YYYY-MM-DD')
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time in the format HH:mm')

function element(type: string, parts: Parts): Rule {
  return object({ type: required(choice(type)), action_id: optional(string(255)), ...parts })
}

const confirm = { confirm: optional(confirmation) }
const focus = { focus_on_load: optional(flag) }
const placeholder = { placeholder: optional(plainText(150)) }
const optionSources = {
  options: optional(list(option, 100)),
  option_groups: optional(list(optionGroup, 100)),
}

const button = element('button', {
  text: required(plainText(75)),
  value: optional(string(2000)),
  url: optional(string(3000)),
  style: optional(choice('primary', 'danger')),
  accessibility_label: optional(string(75)),
  ...confirm,
})

/** Slack wants the choices in exactly one of the two shapes. */
function withOptions(rule: Rule): Rule {
  return also(rule, (value) =>
    (value.options === undefined) === (value.option_groups === undefined)
      ? 'must have either options or option_groups'
      : null,
  )
}

function select(type: string, parts: Parts): Rule {
  return element(type, { ...placeholder, ...confirm, ...focus, ...parts })
}

const max = { max_selected_items: optional(integer(1, 100)) }

/** Everything that can stand in an actions block. */
export const INTERACTIVE: Readonly<Record<string, Rule>> = {
  button,
  overflow: element('overflow', { options: required(list(overflowOption, 5)), ...confirm }),
  static_select: withOptions(select('static_select', { ...optionSources, initial_option: optional(option) })),
  multi_static_select: withOptions(
    select('multi_static_select', {
      ...optionSources,
      ...max,
      initial_options: optional(list(option, 100)),
    }),
  ),
  external_select: select('external_select', {
    min_query_length: optional(integer(0, 255)),
    initial_option: optional(option),
  }),
  users_select: select('users_select', { initial_user: optional(string(255)) }),
  conversations_select: select('conversations_select', {
    initial_conversation: optional(string(255)),
    default_to_current_conversation: optional(flag),
    filter: optional(object({ include: optional(list(string(20), 4)), exclude_bot_users: optional(flag) })),
  }),
  channels_select: select('channels_select', { initial_channel: optional(string(255)) }),
  datepicker: select('datepicker', { initial_date: optional(date) }),
  timepicker: select('timepicker', { initial_time: optional(time), timezone: optional(string(100)) }),
  checkboxes: element('checkboxes', {
    options: required(list(richOption, 10)),
    initial_options: optional(list(richOption, 10)),
    ...confirm,
    ...focus,
  }),
  radio_buttons: element('radio_buttons', {
    options: required(list(richOption, 10)),
    initial_option: optional(richOption),
    ...confirm,
    ...focus,
  }),
}

const plainTextInput = element('plain_text_input', {
  multiline: optional(flag),
  initial_value: optional(string(3000, 0)),
  min_length: optional(integer(0, 3000)),
  max_length: optional(integer(1, 3000)),
  dispatch_action_config: optional(dispatchConfig),
  ...placeholder,
  ...focus,
})

const numberInput = element('number_input', {
  is_decimal_allowed: required(flag),
  initial_value: optional(string(100)),
  min_value: optional(string(100)),
  max_value: optional(string(100)),
  dispatch_action_config: optional(dispatchConfig),
  ...placeholder,
  ...focus,
})

const { button: _button, overflow: _overflow, ...selectable } = INTERACTIVE

/** Everything that can stand in an input block. */
export const INPUTS: Readonly<Record<string, Rule>> = {
  ...selectable,
  plain_text_input: plainTextInput,
  number_input: numberInput,
}

export const ACCESSORIES: Readonly<Record<string, Rule>> = { ...INTERACTIVE, image: imageElement }

export const CONTEXT_ELEMENTS: Readonly<Record<string, Rule>> = {
  image: imageElement,
  plain_text: anyText(3000),
  mrkdwn: anyText(3000),
}
