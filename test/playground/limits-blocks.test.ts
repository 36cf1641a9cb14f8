import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  actions,
  button,
  divider,
  image,
  input,
  long,
  many,
  mrkdwn,
  plain,
  richText,
  section,
} from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, sendBlocks, tryLimits, validateBlocks } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (blocks: unknown) => sendBlocks(playground, blocks)

describe('the classic blocks of a message, at each limit and one past it', () => {
  const limits: Limit[] = [
    [
      '50 blocks',
      many(50, () => divider),
      many(51, () => divider),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'a block_id of 255',
      [{ ...divider, block_id: long(255) }],
      [divider, { ...divider, block_id: long(256) }],
      'must be less than 256 characters [json-pointer:/blocks/1/block_id]',
    ],
    [
      'an action_id of 255',
      [actions(button({ action_id: long(255) }))],
      [actions(button(), button({ action_id: long(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      "a section's text of 3,000",
      [section({ text: mrkdwn(long(3000)) })],
      [divider, section({ text: mrkdwn(long(3001)) })],
      'must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
    ],
    [
      "a section's text of 1",
      [section({ text: plain('x') })],
      [section({ text: plain('') })],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '10 fields',
      [section({ fields: many(10, () => mrkdwn()) })],
      [section({ fields: many(11, () => mrkdwn()) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2,000',
      [section({ text: undefined, fields: [plain(long(2000))] })],
      [section({ text: undefined, fields: [plain(), plain(long(2001))] })],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/1/text]',
    ],
    [
      'text or fields in a section',
      [section({ text: undefined, fields: [plain()] })],
      [section({ text: undefined })],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'a header of 150',
      [{ type: 'header', text: plain(long(150)) }],
      [{ type: 'header', text: plain(long(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header of plain text',
      [{ type: 'header', text: plain() }],
      [{ type: 'header', text: mrkdwn() }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a header of level 1 to 4',
      [{ type: 'header', text: plain(), level: 4 }],
      [{ type: 'header', text: plain(), level: 5 }],
      'must be less than 5 [json-pointer:/blocks/0/level]',
    ],
    [
      '10 elements of a context',
      [{ type: 'context', elements: many(10, () => mrkdwn()) }],
      [{ type: 'context', elements: many(11, () => mrkdwn()) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'texts and images in a context',
      [{ type: 'context', elements: [image(), plain()] }],
      [{ type: 'context', elements: [button()] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      '25 elements of actions',
      [actions(...many(25, (index) => button({ action_id: `a${index}` })))],
      [actions(...many(26, (index) => button({ action_id: `a${index}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '1 element of actions',
      [actions(button())],
      [actions()],
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      "an image's words of 2,000",
      [image({ alt_text: long(2000) })],
      [image({ alt_text: long(2001) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/alt_text]',
    ],
    [
      "an image's title of 2,000",
      [image({ title: plain(long(2000)) })],
      [image({ title: plain(long(2001)) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/title/text]',
    ],
    [
      "an image's address of 3,000",
      [image({ image_url: `https://a.io/${long(2987)}` })],
      [image({ image_url: `https://a.io/${long(2988)}` })],
      'must be less than 3001 characters [json-pointer:/blocks/0/image_url]',
    ],
    [
      "an input's label of 2,000",
      [input({ label: plain(long(2000)) })],
      [input({ label: plain(long(2001)) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/label/text]',
    ],
    [
      "an input's hint of 2,000",
      [input({ hint: plain(long(2000)) })],
      [input({ hint: plain(long(2001)) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/hint/text]',
    ],
    [
      'formatted text with a word in it',
      [richText('x')],
      [richText('')],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    [
      'lists indented 8 times',
      [listOf({ indent: 8 })],
      [listOf({ indent: 9 })],
      'must be less than 9 [json-pointer:/blocks/0/elements/0/indent]',
    ],
    [
      "a video's title of less than 200",
      [video({ title: plain(long(199)) })],
      [video({ title: plain(long(200)) })],
      'must be less than 200 characters [json-pointer:/blocks/0/title/text]',
    ],
    [
      "a video's author of less than 50",
      [video({ author_name: long(49) })],
      [video({ author_name: long(50) })],
      'must be less than 50 characters [json-pointer:/blocks/0/author_name]',
    ],
  ]
  tryLimits(limits, send)

  const files: Limit[] = [
    [
      'one source of an image',
      [image({ image_url: undefined, slack_file: { id: 'F1' } })],
      [image({ slack_file: { id: 'F1' } })],
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'the id or the address of a Slack file',
      [image({ image_url: undefined, slack_file: { url: 'https://files.slack.com/a.png' } })],
      [image({ image_url: undefined, slack_file: { id: 'F1', url: 'https://files.slack.com/a.png' } })],
      'must define either `id` or `url` [json-pointer:/blocks/0/slack_file]',
    ],
  ]
  tryLimits(files, (blocks) => validateBlocks(playground, blocks), 'invalid_message')

  it('characters are counted as people count them, not as UTF-16', async () => {
    expect((await send([{ type: 'header', text: plain('🔴'.repeat(150)) }])).code).toBe('accepted')
    expect((await send([{ type: 'header', text: plain('🔴'.repeat(151)) }])).code).toBe('invalid_blocks')
  })
})

function listOf(facts: object) {
  const item = { type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', elements: [item], ...facts }],
  }
}

function video(facts: object) {
  const urls = { video_url: 'https://a.io/embed', thumbnail_url: 'https://a.io/a.png' }
  return { type: 'video', alt_text: 'x', title: plain(), ...urls, ...facts }
}
