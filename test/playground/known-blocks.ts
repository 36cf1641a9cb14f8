import type {
  ActionsBlockElement,
  ContextActionsBlockElement,
  ImageElement,
  InputBlockElement,
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextElement,
  TaskCardBlock,
} from '@slack/types'

/** Everything that `@slack/types` has a name for, with every part that it knows; the compiler finds a missing one. */
type Named<T extends { type: string }> = { readonly [K in T['type']]: Extract<T, { type: K }> }

const text: PlainTextElement = { type: 'plain_text', text: 'x', emoji: true }
const mrkdwn = { type: 'mrkdwn', text: '*x*', verbatim: true } as const
const image: ImageElement = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'x' }
const confirm = { title: text, text: mrkdwn, confirm: text, deny: text, style: 'danger' } as const
const option = { text, value: 'v', description: text }
const option_groups = [{ label: text, options: [option] }]
const common = { confirm, focus_on_load: true }
const menu = { ...common, placeholder: text }
const several = { max_selected_items: 3 }
const filter = {
  include: ['im', 'mpim', 'private', 'public'] as ('im' | 'mpim' | 'private' | 'public')[],
  exclude_external_shared_channels: true,
  exclude_bot_users: true,
}
const typed = {
  placeholder: text,
  focus_on_load: true,
  dispatch_action_config: {
    trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] as (
      | 'on_enter_pressed'
      | 'on_character_entered'
    )[],
  },
}

const style = { bold: true, italic: true, strike: true, code: true, underline: true }

const inline: Named<RichTextElement> = {
  text: { type: 'text', text: 'x', style },
  link: { type: 'link', url: 'https://example.com', text: 'x', unsafe: true, style },
  user: { type: 'user', user_id: 'U1', style },
  usergroup: { type: 'usergroup', usergroup_id: 'S1', style },
  channel: { type: 'channel', channel_id: 'C1', style },
  team: { type: 'team', team_id: 'T1', style },
  broadcast: { type: 'broadcast', range: 'here', style },
  color: { type: 'color', value: '#aabbcc', style },
  emoji: { type: 'emoji', name: 'wave', unicode: '1f44b', url: 'https://example.com/a.png', style },
  date: {
    type: 'date',
    timestamp: 1_762_000_000,
    format: '{date}',
    url: 'https://example.com',
    fallback: 'x',
    style,
  },
}

const richText: RichTextBlock = {
  type: 'rich_text',
  elements: [
    { type: 'rich_text_section', elements: Object.values(inline) },
    {
      type: 'rich_text_list',
      style: 'ordered',
      indent: 1,
      border: 1,
      elements: [{ type: 'rich_text_section', elements: [inline.text] }],
    },
    { type: 'rich_text_quote', border: 0, elements: [inline.text] },
    { type: 'rich_text_preformatted', border: 1, elements: [inline.text, inline.link] },
  ],
}

/** What stands in actions and in inputs, each with all its parts. */
export const KNOWN_ELEMENTS: Named<ActionsBlockElement | InputBlockElement> = {
  button: {
    type: 'button',
    text,
    value: 'v',
    url: 'https://example.com',
    style: 'primary',
    accessibility_label: 'x',
    confirm,
  },
  workflow_button: {
    type: 'workflow_button',
    text,
    style: 'danger',
    accessibility_label: 'x',
    workflow: {
      trigger: {
        url: 'https://slack.com/shortcuts/x',
        customizable_input_parameters: [{ name: 'a', value: 'b' }],
      },
    },
  },
  overflow: { type: 'overflow', options: [{ ...option, url: 'https://example.com' }], confirm },
  static_select: { type: 'static_select', options: [option], initial_option: option, ...menu },
  multi_static_select: {
    type: 'multi_static_select',
    option_groups,
    initial_options: [option],
    ...menu,
    ...several,
  },
  external_select: { type: 'external_select', initial_option: option, min_query_length: 0, ...menu },
  multi_external_select: {
    type: 'multi_external_select',
    initial_options: [option],
    min_query_length: 3,
    ...menu,
    ...several,
  },
  users_select: { type: 'users_select', initial_user: 'U1', ...menu },
  multi_users_select: { type: 'multi_users_select', initial_users: ['U1'], ...menu, ...several },
  conversations_select: {
    type: 'conversations_select',
    initial_conversation: 'C1',
    default_to_current_conversation: true,
    response_url_enabled: true,
    filter,
    ...menu,
  },
  multi_conversations_select: {
    type: 'multi_conversations_select',
    initial_conversations: ['C1'],
    default_to_current_conversation: true,
    filter,
    ...menu,
    ...several,
  },
  channels_select: { type: 'channels_select', initial_channel: 'C1', response_url_enabled: true, ...menu },
  multi_channels_select: { type: 'multi_channels_select', initial_channels: ['C1'], ...menu, ...several },
  checkboxes: {
    type: 'checkboxes',
    options: [option, { text: mrkdwn, value: 'w' }],
    initial_options: [option],
    ...common,
  },
  radio_buttons: { type: 'radio_buttons', options: [option], initial_option: option, ...common },
  datepicker: { type: 'datepicker', initial_date: '2026-11-02', ...menu },
  timepicker: { type: 'timepicker', initial_time: '23:59', timezone: 'Europe/Berlin', ...menu },
  datetimepicker: { type: 'datetimepicker', initial_date_time: 1_762_000_000, ...common },
  rich_text_input: { type: 'rich_text_input', initial_value: richText, min_lines: 1, max_lines: 9, ...typed },
  plain_text_input: {
    type: 'plain_text_input',
    initial_value: 'x',
    multiline: true,
    min_length: 0,
    max_length: 9,
    ...typed,
  },
  number_input: {
    type: 'number_input',
    is_decimal_allowed: true,
    initial_value: '-1.5',
    min_value: '-2',
    max_value: '2',
    ...typed,
  },
  email_text_input: { type: 'email_text_input', initial_value: 'a@example.com', ...typed },
  url_text_input: { type: 'url_text_input', initial_value: 'https://example.com', ...typed },
  file_input: { type: 'file_input', filetypes: ['png'], max_files: 2 },
}

const contextActions: Named<ContextActionsBlockElement> = {
  feedback_buttons: {
    type: 'feedback_buttons',
    positive_button: { text, value: 'y', accessibility_label: 'x' },
    negative_button: { text, value: 'n', accessibility_label: 'x' },
  },
  icon_button: {
    type: 'icon_button',
    icon: 'trash',
    text,
    value: 'v',
    accessibility_label: 'x',
    visible_to_user_ids: ['U1'],
    confirm,
  },
}

const { button } = KNOWN_ELEMENTS
const rows = [
  [{ type: 'raw_text', text: 'x' } as const, { type: 'raw_text', text: 'y' } as const],
  [{ type: 'raw_number', value: 1.5, text: '1.50' } as const, richText],
]
const card = {
  type: 'card',
  hero_image: image,
  icon: image,
  title: mrkdwn,
  subtitle: mrkdwn,
  body: mrkdwn,
} as const
const task: TaskCardBlock = {
  type: 'task_card',
  task_id: '1',
  title: 'x',
  details: richText,
  output: richText,
  sources: [{ type: 'url', url: 'https://example.com', text: 'x' }],
  status: 'complete',
}

/** One block of each type, each with all its parts. */
export const KNOWN_BLOCKS: Named<KnownBlock> = {
  actions: { type: 'actions', block_id: 'b', elements: [button, KNOWN_ELEMENTS.overflow] },
  alert: { type: 'alert', text: mrkdwn, level: 'warning' },
  card: { ...card, actions: [button] },
  carousel: { type: 'carousel', elements: [card, card] },
  container: {
    type: 'container',
    title: text,
    rich_text_title: richText,
    subtitle: mrkdwn,
    child_blocks: [
      { type: 'divider' },
      { type: 'section', text },
      { type: 'actions', elements: [button] },
      { type: 'table', rows },
    ],
    width: 'wide',
    icon: image,
    is_collapsible: true,
    default_collapsed: true,
    has_header_divider: false,
  },
  context: { type: 'context', elements: [image, text, mrkdwn] },
  context_actions: { type: 'context_actions', elements: Object.values(contextActions) },
  data_table: { type: 'data_table', caption: 'x', rows, page_size: 10, row_header_column_index: 1 },
  divider: { type: 'divider' },
  file: { type: 'file', source: 'remote', external_id: 'x' },
  header: { type: 'header', text },
  image: { ...image, title: text },
  input: {
    type: 'input',
    label: text,
    hint: text,
    optional: true,
    dispatch_action: true,
    element: KNOWN_ELEMENTS.plain_text_input,
  },
  markdown: { type: 'markdown', text: '**x**' },
  plan: { type: 'plan', title: 'x', tasks: [{ ...task, status: 'pending' }, task] },
  rich_text: richText,
  section: { type: 'section', text: mrkdwn, fields: [text, mrkdwn], accessory: image, expand: true },
  table: { type: 'table', rows, column_settings: [{ align: 'right' }, { is_wrapped: true }] },
  task_card: task,
  video: {
    type: 'video',
    video_url: 'https://example.com/embed',
    thumbnail_url: 'https://example.com/a.png',
    alt_text: 'x',
    title: text,
    title_url: 'https://example.com',
    author_name: 'x',
    provider_name: 'x',
    provider_icon_url: 'https://example.com/a.png',
    description: text,
  },
}
