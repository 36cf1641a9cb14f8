import { type JsonObject, objectsIn } from '../json.ts'
import {
  confirmation,
  conversationFilter,
  isAmong,
  option,
  optionGroup,
  plainText,
  richOption,
} from './composition-rules.ts'
import { element } from './element.ts'
import {
  also,
  type Fault,
  flag,
  integer,
  list,
  optional,
  type Parts,
  type Rule,
  required,
  string,
} from './rules.ts'

const confirm = { confirm: optional(confirmation) }
const focus = { focus_on_load: optional(flag) }
const several = { max_selected_items: optional(integer(1)) }
const typing = { min_query_length: optional(integer(0)) }
const ids = optional(list(string()))
const staticOptions = {
  options: optional(list(option, 100)),
  option_groups: optional(list(optionGroup, 100)),
}
const conversations = {
  default_to_current_conversation: optional(flag),
  filter: optional(conversationFilter),
}
/** Slack sends a response_url with a submission when this is set. */
const answering = { response_url_enabled: optional(flag) }

/** Menus and lists to choose from, one or several. */
export const CHOICES: Readonly<Record<string, Rule>> = {
  static_select: withOptions(select('static_select', { ...staticOptions, initial_option: optional(option) })),
  external_select: select('external_select', { ...typing, initial_option: optional(option) }),
  users_select: select('users_select', { initial_user: optional(string()) }),
  conversations_select: select('conversations_select', {
    initial_conversation: optional(string()),
    ...conversations,
    ...answering,
  }),
  channels_select: select('channels_select', { initial_channel: optional(string()), ...answering }),
  multi_static_select: withOptions(
    select('multi_static_select', { ...staticOptions, ...several, initial_options: optional(list(option)) }),
  ),
  multi_external_select: select('multi_external_select', {
    ...typing,
    ...several,
    initial_options: optional(list(option)),
  }),
  multi_users_select: select('multi_users_select', { ...several, initial_users: ids }),
  multi_conversations_select: select('multi_conversations_select', {
    ...several,
    initial_conversations: ids,
    ...conversations,
  }),
  multi_channels_select: select('multi_channels_select', { ...several, initial_channels: ids }),
  checkboxes: also(
    element('checkboxes', {
      options: required(list(richOption, 10)),
      initial_options: optional(list(richOption, 10)),
      ...confirm,
      ...focus,
    }),
    strangeChoice,
  ),
  radio_buttons: also(
    element('radio_buttons', {
      options: required(list(richOption, 10)),
      initial_option: optional(richOption),
      ...confirm,
      ...focus,
    }),
    strangeChoice,
  ),
}

function select(type: string, parts: Parts): Rule {
  return element(type, { placeholder: optional(plainText(150)), ...confirm, ...focus, ...parts })
}

/** Slack wants the choices in exactly one of the two shapes. */
function withOptions(rule: Rule): Rule {
  const inOneShape = also(rule, (value) =>
    (value.options === undefined) === (value.option_groups === undefined)
      ? 'must define either `options` or `option_groups`'
      : null,
  )
  return also(inOneShape, strangeChoice)
}

function strangeChoice(value: JsonObject): Fault | null {
  const grouped = objectsIn(value.option_groups).flatMap((group) => objectsIn(group.options))
  const options = [...objectsIn(value.options), ...grouped]
  const message = 'must match one of the options'
  if (value.initial_option !== undefined && !isAmong(value.initial_option, options)) {
    return { path: '/initial_option', message }
  }
  const strange = objectsIn(value.initial_options).findIndex((each) => !isAmong(each, options))
  return strange === -1 ? null : { path: `/initial_options/${strange}`, message }
}
