import { afterAll, beforeAll, describe } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { actions, button, confirm, input, long, mrkdwn, plain } from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, sendBlocks, tryLimits } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (element: unknown) => sendBlocks(playground, [actions(element as object)])
const ask = (element: unknown) => sendBlocks(playground, [input({ element })])
const at = '[json-pointer:/blocks/0/elements/0'
const inside = '[json-pointer:/blocks/0/element'

describe('buttons', () => {
  const limits: Limit[] = [
    [
      'a text of 75',
      button({ text: plain(long(75)) }),
      button({ text: plain(long(76)) }),
      `must be less than 76 characters ${at}/text/text]`,
    ],
    [
      'a value of 2,000',
      button({ value: long(2000) }),
      button({ value: long(2001) }),
      `must be less than 2001 characters ${at}/value]`,
    ],
    [
      'an address of 3,000',
      button({ url: `https://a.io/${long(2987)}` }),
      button({ url: `https://a.io/${long(2988)}` }),
      `must be less than 3001 characters ${at}/url]`,
    ],
    [
      'words for screen readers of 75',
      button({ accessibility_label: long(75) }),
      button({ accessibility_label: long(76) }),
      `must be less than 76 characters ${at}/accessibility_label]`,
    ],
    [
      'one of three styles',
      button({ style: 'default' }),
      button({ style: 'warning' }),
      `must be a valid enum value ${at}/style]`,
    ],
    [
      'a style that is a word',
      button({ style: 'danger' }),
      button({ style: null }),
      `must provide a string ${at}/style]`,
    ],
    [
      "a question's title of 100",
      button({ confirm: confirm({ title: plain(long(100)) }) }),
      button({ confirm: confirm({ title: plain(long(101)) }) }),
      `must be less than 101 characters ${at}/confirm/title/text]`,
    ],
    [
      "a question's text of 300",
      button({ confirm: confirm({ text: mrkdwn(long(300)) }) }),
      button({ confirm: confirm({ text: mrkdwn(long(301)) }) }),
      `must be less than 301 characters ${at}/confirm/text/text]`,
    ],
    [
      "a question's yes of 30",
      button({ confirm: confirm({ confirm: plain(long(30)) }) }),
      button({ confirm: confirm({ confirm: plain(long(31)) }) }),
      `must be less than 31 characters ${at}/confirm/confirm/text]`,
    ],
    [
      "a question's no of 30",
      button({ confirm: confirm({ deny: plain(long(30)) }) }),
      button({ confirm: confirm({ deny: plain(long(31)) }) }),
      `must be less than 31 characters ${at}/confirm/deny/text]`,
    ],
    [
      'a question with a text',
      button({ confirm: { text: plain() } }),
      button({ confirm: { title: plain() } }),
      `missing required field: text ${at}/confirm]`,
    ],
  ]
  tryLimits(limits, send)

  const workflow = (facts: object) => ({
    type: 'workflow_button',
    text: plain(),
    workflow: { trigger: { url: 'https://a.io' } },
    ...facts,
  })
  const workflows: Limit[] = [
    [
      'a workflow with a text of 75',
      workflow({ text: plain(long(75)) }),
      workflow({ text: plain(long(76)) }),
      `must be less than 76 characters ${at}/text/text]`,
    ],
    [
      'a workflow with words of 75',
      workflow({ accessibility_label: long(75) }),
      workflow({ accessibility_label: long(76) }),
      `must be less than 76 characters ${at}/accessibility_label]`,
    ],
    [
      'a workflow with a trigger',
      workflow({}),
      workflow({ workflow: {} }),
      `missing required field: trigger ${at}/workflow]`,
    ],
  ]
  tryLimits(workflows, send)
})

const text = (facts: object) => ({ type: 'plain_text_input', action_id: 'a', ...facts })
const number = (facts: object) => ({
  type: 'number_input',
  action_id: 'a',
  is_decimal_allowed: false,
  ...facts,
})

describe('what people type into', () => {
  const limits: Limit[] = [
    [
      'a longest text of 3,000',
      text({ max_length: 3000 }),
      text({ max_length: 3001 }),
      `must be less than 3001 ${inside}/max_length]`,
    ],
    [
      'a shortest text of 3,000',
      text({ min_length: 3000 }),
      text({ min_length: 3001 }),
      `must be less than 3001 ${inside}/min_length]`,
    ],
    [
      'a longest text of 1',
      text({ max_length: 1 }),
      text({ max_length: 0 }),
      `must be greater than 0 ${inside}/max_length]`,
    ],
    [
      'whole numbers for lengths',
      text({ max_length: 9 }),
      text({ max_length: 9.5 }),
      `must provide an integer ${inside}/max_length]`,
    ],
    [
      'when typing is told',
      text({ dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } }),
      text({ dispatch_action_config: { trigger_actions_on: ['on_blur'] } }),
      `must be a valid enum value ${inside}/dispatch_action_config/trigger_actions_on/0]`,
    ],
    [
      'decimals or not',
      number({}),
      number({ is_decimal_allowed: undefined }),
      `missing required field: is_decimal_allowed ${inside}]`,
    ],
    [
      'a least number that is not the greater',
      number({ min_value: '2', max_value: '2' }),
      number({ min_value: '3', max_value: '2' }),
      `must not be more than max_value ${inside}/min_value]`,
    ],
    [
      '10 files',
      { type: 'file_input', action_id: 'a', max_files: 10 },
      { type: 'file_input', action_id: 'a', max_files: 11 },
      `must be less than 11 ${inside}/max_files]`,
    ],
    [
      'at least 100 lines',
      { type: 'rich_text_input', action_id: 'a', min_lines: 100 },
      { type: 'rich_text_input', action_id: 'a', min_lines: 101 },
      `must be less than 101 ${inside}/min_lines]`,
    ],
    [
      '100 lines',
      { type: 'rich_text_input', action_id: 'a', max_lines: 100 },
      { type: 'rich_text_input', action_id: 'a', max_lines: 101 },
      `must be less than 101 ${inside}/max_lines]`,
    ],
  ]
  tryLimits(limits, ask)

  const dispatched: Limit[] = [
    [
      'files are not told at once',
      input({ dispatch_action: true }),
      input({ dispatch_action: true, element: { type: 'file_input', action_id: 'a' } }),
      `unsupported type: file_input ${inside}/type]`,
    ],
  ]
  tryLimits(dispatched, (block) => sendBlocks(playground, [block]))
})
