import { afterAll, beforeAll, describe } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { actions, long, many, mrkdwn, option, options, plain, select } from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, sendBlocks, tryLimits } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (element: unknown) => sendBlocks(playground, [actions(element as object)])
const at = '[json-pointer:/blocks/0/elements/0'

const overflow = (given: object[]) => ({ type: 'overflow', action_id: 'a', options: given })
const boxes = (given: object[], facts: object = {}) => ({
  type: 'checkboxes',
  action_id: 'a',
  options: given,
  ...facts,
})
const radios = (given: object[], facts: object = {}) => ({
  type: 'radio_buttons',
  action_id: 'a',
  options: given,
  ...facts,
})
const groups = (count: number, facts: object = {}) => ({
  type: 'static_select',
  action_id: 'a',
  option_groups: many(count, () => ({ label: plain(), options: options(1), ...facts })),
})

describe('menus and choices', () => {
  const limits: Limit[] = [
    [
      "an option's text of 75",
      select({ options: [option({ text: plain(long(75)) })] }),
      select({ options: [option({ text: plain(long(76)) })] }),
      `must be less than 76 characters ${at}/options/0/text/text]`,
    ],
    [
      "an option's value of 150",
      select({ options: [option({ value: long(150) })] }),
      select({ options: [option({ value: long(151) })] }),
      `must be less than 151 characters ${at}/options/0/value]`,
    ],
    [
      "an option's description of 75",
      select({ options: [option({ description: plain(long(75)) })] }),
      select({ options: [option({ description: plain(long(76)) })] }),
      `must be less than 76 characters ${at}/options/0/description/text]`,
    ],
    [
      'plain text in a select',
      select(),
      select({ options: [option({ text: mrkdwn() })] }),
      `unsupported type: mrkdwn ${at}/options/0/text/type]`,
    ],
    [
      "an overflow option's address of 3,000",
      overflow([option({ url: `https://a.io/${long(2987)}` })]),
      overflow([option({ url: `https://a.io/${long(2988)}` })]),
      `must be less than 3001 characters ${at}/options/0/url]`,
    ],
    [
      'addresses in overflow menus only',
      overflow([option({ url: 'https://a.io' })]),
      select({ options: [option({ url: 'https://a.io' })] }),
      `invalid additional property: url ${at}/options/0]`,
    ],
    [
      '100 options',
      select({ options: options(100) }),
      select({ options: options(101) }),
      `no more than 100 items allowed ${at}/options]`,
    ],
    ['100 groups', groups(100), groups(101), `no more than 100 items allowed ${at}/option_groups]`],
    [
      '100 options in a group',
      groups(1, { options: options(100) }),
      groups(1, { options: options(101) }),
      `no more than 100 items allowed ${at}/option_groups/0/options]`,
    ],
    [
      "a group's label of 75",
      groups(1, { label: plain(long(75)) }),
      groups(1, { label: plain(long(76)) }),
      `must be less than 76 characters ${at}/option_groups/0/label/text]`,
    ],
    [
      'options or groups',
      groups(1),
      { ...groups(1), options: options(1) },
      `must define either \`options\` or \`option_groups\` ${at}]`,
    ],
    [
      '5 options of an overflow menu',
      overflow(options(5)),
      overflow(options(6)),
      `no more than 5 items allowed ${at}/options]`,
    ],
    ['10 checkboxes', boxes(options(10)), boxes(options(11)), `no more than 10 items allowed ${at}/options]`],
    [
      '10 radio buttons',
      radios(options(10)),
      radios(options(11)),
      `no more than 10 items allowed ${at}/options]`,
    ],
    [
      'a choice that is an option',
      radios(options(2), { initial_option: option({ value: 'v1' }) }),
      radios(options(2), { initial_option: option({ value: 'v2' }) }),
      `must match one of the options ${at}/initial_option]`,
    ],
    [
      'choices that are options',
      boxes(options(2), { initial_options: options(2) }),
      boxes(options(1), { initial_options: options(2) }),
      `must match one of the options ${at}/initial_options/1]`,
    ],
    [
      'a placeholder of 150',
      select({ placeholder: plain(long(150)) }),
      select({ placeholder: plain(long(151)) }),
      `must be less than 151 characters ${at}/placeholder/text]`,
    ],
    [
      'at least 1 to choose',
      select({ type: 'multi_static_select', max_selected_items: 1 }),
      select({ type: 'multi_static_select', max_selected_items: 0 }),
      `must be greater than 0 ${at}/max_selected_items]`,
    ],
    [
      'a filter that filters',
      conversations({ exclude_bot_users: true }),
      conversations({}),
      `must define at least one property ${at}/filter]`,
    ],
    [
      'a filter for kinds of conversations',
      conversations({ include: ['im'] }),
      conversations({ include: ['dm'] }),
      `must be a valid enum value ${at}/filter/include/0]`,
    ],
    [
      'a date',
      { type: 'datepicker', action_id: 'a', initial_date: '2026-11-02' },
      { type: 'datepicker', action_id: 'a', initial_date: '2.11.2026' },
      `must be a date in the format YYYY-MM-DD ${at}/initial_date]`,
    ],
    [
      'a time',
      { type: 'timepicker', action_id: 'a', initial_time: '23:59' },
      { type: 'timepicker', action_id: 'a', initial_time: '24:00' },
      `must be a time in the format HH:mm ${at}/initial_time]`,
    ],
    [
      'a date and time in 10 digits',
      { type: 'datetimepicker', action_id: 'a', initial_date_time: 9_999_999_999 },
      { type: 'datetimepicker', action_id: 'a', initial_date_time: 10_000_000_000 },
      `must be less than 10000000000 ${at}/initial_date_time]`,
    ],
  ]
  tryLimits(limits, send)
})

function conversations(filter: object) {
  return { type: 'conversations_select', action_id: 'a', filter }
}
