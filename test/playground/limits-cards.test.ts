import { afterAll, beforeAll, describe } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  button,
  card,
  container,
  dataTable,
  divider,
  image,
  long,
  many,
  mrkdwn,
  option,
  pie,
  plain,
  richText,
  table,
} from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, sendBlocks, tryLimits } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (block: unknown) => sendBlocks(playground, [block])
const at = '[json-pointer:/blocks/0'

const carousel = (...elements: object[]) => ({ type: 'carousel', elements })
const buttons = (count: number) => many(count, (index) => button({ action_id: `a${index}` }))
const icon = { type: 'icon', name: 'sparkle' }

describe('cards', () => {
  const limits: Limit[] = [
    [
      'a title of 150',
      card({ title: mrkdwn(long(150)) }),
      card({ title: mrkdwn(long(151)) }),
      `must be less than 151 characters ${at}/title/text]`,
    ],
    [
      'a title that is a text object',
      card({ title: plain() }),
      card({ title: 'x' }),
      `must provide an object ${at}/title]`,
    ],
    [
      'a subtitle of 150',
      card({ subtitle: mrkdwn(long(150)) }),
      card({ subtitle: mrkdwn(long(151)) }),
      `must be less than 151 characters ${at}/subtitle/text]`,
    ],
    [
      'a body of 200',
      card({ body: mrkdwn(long(200)) }),
      card({ body: mrkdwn(long(201)) }),
      `must be less than 201 characters ${at}/body/text]`,
    ],
    [
      'a subtext of 200',
      card({ subtext: mrkdwn(long(200)) }),
      card({ subtext: mrkdwn(long(201)) }),
      `must be less than 201 characters ${at}/subtext/text]`,
    ],
    [
      '3 buttons',
      card({ actions: buttons(3) }),
      card({ actions: buttons(4) }),
      `no more than 3 items allowed ${at}/actions]`,
    ],
    [
      'buttons only',
      card({ actions: buttons(1) }),
      card({ actions: [{ type: 'overflow', action_id: 'a', options: [option()] }] }),
      `unsupported type: overflow ${at}/actions/0/type]`,
    ],
    [
      'one picture',
      card({ icon: image() }),
      card({ icon: image(), slack_icon: icon }),
      `must not define both \`icon\` and \`slack_icon\` ${at}]`,
    ],
    [
      "one of Slack's own pictures",
      card({ slack_icon: icon }),
      card({ slack_icon: { type: 'icon', name: 'unicorn' } }),
      `must be a valid enum value ${at}/slack_icon/name]`,
    ],
    [
      'something to show',
      card({ title: undefined, hero_image: image() }),
      card({ title: undefined, subtitle: mrkdwn() }),
      `must define at least one of \`hero_image\`, \`title\`, \`actions\`, \`body\` ${at}]`,
    ],
    [
      '10 in a carousel',
      carousel(...many(10, () => card())),
      carousel(...many(11, () => card())),
      `no more than 10 items allowed ${at}/elements]`,
    ],
    ['1 in a carousel', carousel(card()), carousel(), `no fewer than 1 items allowed ${at}/elements]`],
    [
      'cards only in a carousel',
      carousel(card()),
      carousel(divider),
      `unsupported type: divider ${at}/elements/0/type]`,
    ],
  ]
  tryLimits(limits, send)
})

describe('containers', () => {
  const child = (block: object) => container({ child_blocks: [block] })
  const limits: Limit[] = [
    [
      'a title of 150',
      container({ title: plain(long(150)) }),
      container({ title: plain(long(151)) }),
      `must be less than 151 characters ${at}/title/text]`,
    ],
    [
      'a subtitle of 150',
      container({ subtitle: mrkdwn(long(150)) }),
      container({ subtitle: mrkdwn(long(151)) }),
      `must be less than 151 characters ${at}/subtitle/text]`,
    ],
    [
      'one title or the other',
      container({ title: undefined, rich_text_title: richText() }),
      container({ title: undefined }),
      `must define either \`title\` or \`rich_text_title\` ${at}]`,
    ],
    [
      '10 blocks',
      container({ child_blocks: many(10, () => divider) }),
      container({ child_blocks: many(11, () => divider) }),
      `no more than 10 items allowed ${at}/child_blocks]`,
    ],
    [
      'no container inside',
      child(richText()),
      child(container()),
      `unsupported type: container ${at}/child_blocks/0/type]`,
    ],
    [
      'no markdown inside',
      child(divider),
      child({ type: 'markdown', text: 'x' }),
      `unsupported type: markdown ${at}/child_blocks/0/type]`,
    ],
    [
      'no chart inside',
      child(table()),
      child(pie()),
      `unsupported type: data_visualization ${at}/child_blocks/0/type]`,
    ],
    ['no card inside', child(image()), child(card()), `unsupported type: card ${at}/child_blocks/0/type]`],
    [
      'no data table inside',
      child(table()),
      child(dataTable()),
      `unsupported type: data_table ${at}/child_blocks/0/type]`,
    ],
    [
      'a width',
      container({ width: 'full' }),
      container({ width: 'huge' }),
      `must be a valid enum value ${at}/width]`,
    ],
  ]
  tryLimits(limits, send)
})

const task = (facts: object) => ({ type: 'task_card', task_id: '1', title: 'x', ...facts })
const plan = (facts: object) => ({ type: 'plan', title: 'x', ...facts })

describe('tasks', () => {
  const limits: Limit[] = [
    [
      'a state',
      task({ status: 'in_progress' }),
      task({ status: 'in-progress' }),
      `must be a valid enum value ${at}/status]`,
    ],
    [
      'a task that waits stands in a plan',
      plan({ tasks: [task({ status: 'pending' })] }),
      task({ status: 'pending' }),
      `must be a valid enum value ${at}/status]`,
    ],
    ["a plan's title is a string", plan({}), plan({ title: plain() }), `must provide a string ${at}/title]`],
    [
      'details are formatted text',
      task({ details: richText() }),
      task({ details: { ...richText(), type: 'section' } }),
      `must be a valid enum value ${at}/details/type]`,
    ],
    [
      'sources are addresses',
      task({ sources: [{ type: 'url', url: 'https://a.io', text: 'x' }] }),
      task({ sources: [{ type: 'url', url: 'https://a.io' }] }),
      `missing required field: text ${at}/sources/0]`,
    ],
  ]
  tryLimits(limits, send)
})

const icons = (count: number, facts: object = {}) => ({
  type: 'context_actions',
  elements: many(count, (index) => ({
    type: 'icon_button',
    action_id: `a${index}`,
    icon: 'trash',
    text: plain(),
    ...facts,
  })),
})
const feedback = (facts: object) => {
  const negative = { text: plain(), value: 'n' }
  const both = { positive_button: { text: plain(), value: 'p', ...facts }, negative_button: negative }
  return { type: 'context_actions', elements: [{ type: 'feedback_buttons', action_id: 'a', ...both }] }
}

describe('context actions', () => {
  const first = `${at}/elements/0`
  const limits: Limit[] = [
    ['5 elements', icons(5), icons(6), `no more than 5 items allowed ${at}/elements]`],
    ['a trash can', icons(1), icons(1, { icon: 'pencil' }), `must be a valid enum value ${first}/icon]`],
    [
      'an icon with a text of 75',
      icons(1, { text: plain(long(75)) }),
      icons(1, { text: plain(long(76)) }),
      `must be less than 76 characters ${first}/text/text]`,
    ],
    [
      'an icon with a value of 2,000',
      icons(1, { value: long(2000) }),
      icons(1, { value: long(2001) }),
      `must be less than 2001 characters ${first}/value]`,
    ],
    [
      'feedback with a text of 75',
      feedback({ text: plain(long(75)) }),
      feedback({ text: plain(long(76)) }),
      `must be less than 76 characters ${first}/positive_button/text/text]`,
    ],
    [
      'feedback with a value of 2,000',
      feedback({ value: long(2000) }),
      feedback({ value: long(2001) }),
      `must be less than 2001 characters ${first}/positive_button/value]`,
    ],
    [
      'feedback with words of 75',
      feedback({ accessibility_label: long(75) }),
      feedback({ accessibility_label: long(76) }),
      `must be less than 76 characters ${first}/positive_button/accessibility_label]`,
    ],
    [
      'no other element',
      icons(1),
      { type: 'context_actions', elements: [button()] },
      `unsupported type: button ${first}/type]`,
    ],
  ]
  tryLimits(limits, send)
})
