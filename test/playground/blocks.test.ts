import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor, openPlayground, refusalOf } from './playground-and-app.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground({ postRate: { perSecond: 1, burst: 1000 } })
})
afterAll(() => playground.close())

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const divider = { type: 'divider' }
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })
const button = (facts: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...facts })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (value: string) => ({ text: plain('One'), value })
const select = (count: number) => ({
  type: 'static_select',
  action_id: 's',
  options: Array.from({ length: count }, (_, index) => option(`v${index}`)),
})
const cell = (text: string) => ({ type: 'raw_text', text })
const dataTable = (rows: number, columns = 2) => ({
  type: 'data_table',
  caption: 'Rows',
  rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => cell('x'))),
})
const many = (count: number, item: object) => Array.from({ length: count }, () => item)
const long = (length: number) => 'a'.repeat(length)
const confirm = (title: string) => ({
  title: plain(title),
  text: plain('Sure?'),
  confirm: plain('Yes'),
  deny: plain('No'),
})

function post(blocks: unknown): Promise<string> {
  return refusalOf(
    clientFor(playground).chat.postMessage({ channel: '#finance', text: 'x', blocks } as never),
  )
}

describe('each limit of Block Kit, at it and one past it', () => {
  const limits: [name: string, fits: object[], tooMuch: object[]][] = [
    ['50 blocks a message', many(50, divider), many(51, divider)],
    ['3,000 characters in a section', [section(long(3000))], [section(long(3001))]],
    [
      '10 fields of 2,000',
      [{ type: 'section', fields: many(10, mrkdwn(long(2000))) }],
      [{ type: 'section', fields: many(11, mrkdwn('x')) }],
    ],
    [
      'characters of a field',
      [{ type: 'section', fields: [mrkdwn(long(2000))] }],
      [{ type: 'section', fields: [mrkdwn(long(2001))] }],
    ],
    [
      '150 characters in a header',
      [{ type: 'header', text: plain(long(150)) }],
      [{ type: 'header', text: plain(long(151)) }],
    ],
    [
      '10 elements in a context',
      [{ type: 'context', elements: many(10, mrkdwn('x')) }],
      [{ type: 'context', elements: many(11, mrkdwn('x')) }],
    ],
    [
      '25 elements in actions',
      [actions(...Array.from({ length: 25 }, (_, index) => button({ action_id: `a${index}` })))],
      [actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` })))],
    ],
    [
      '75 characters on a button',
      [actions(button({ text: plain(long(75)) }))],
      [actions(button({ text: plain(long(76)) }))],
    ],
    [
      '2,000 in its value',
      [actions(button({ value: long(2000) }))],
      [actions(button({ value: long(2001) }))],
    ],
    [
      '100 in a question',
      [actions(button({ confirm: confirm(long(100)) }))],
      [actions(button({ confirm: confirm(long(101)) }))],
    ],
    [
      '255 in an action_id',
      [actions(button({ action_id: long(255) }))],
      [actions(button({ action_id: long(256) }))],
    ],
    ['100 options of a select', [actions(select(100))], [actions(select(101))]],
    [
      '5 options of an overflow menu',
      [actions({ type: 'overflow', action_id: 'o', options: many(5, option('x')) })],
      [actions({ type: 'overflow', action_id: 'o', options: many(6, option('x')) })],
    ],
    [
      '10 checkboxes',
      [actions({ type: 'checkboxes', action_id: 'c', options: many(10, option('x')) })],
      [actions({ type: 'checkboxes', action_id: 'c', options: many(11, option('x')) })],
    ],
    ['100 rows and a header in a data table', [dataTable(101)], [dataTable(102)]],
    ['20 columns', [dataTable(2, 20)], [dataTable(2, 21)]],
    ['one table a message', [dataTable(2)], [dataTable(2), dataTable(2)]],
  ]

  it.each(limits)('%s', async (_name, fits, tooMuch) => {
    expect(await post(fits)).toBe('accepted')
    expect(await post(tooMuch)).toBe('invalid_blocks')
  })

  it('characters are counted as people count them, not as UTF-16', async () => {
    expect(await post([{ type: 'header', text: plain('🔴'.repeat(150)) }])).toBe('accepted')
  })
})

describe('shapes that Slack refuses', () => {
  const wrong: [name: string, blocks: unknown][] = [
    ['empty text', [section('')]],
    ['mrkdwn in a header', [{ type: 'header', text: mrkdwn('x') }]],
    ['a section of nothing', [{ type: 'section' }]],
    ['an unknown block', [{ type: 'banner' }]],
    ['an unknown property', [{ ...divider, colour: 'red' }]],
    ['an unknown style', [actions(button({ style: 'warning' }))]],
    [
      'the same block_id twice',
      [
        { ...divider, block_id: 'b' },
        { ...divider, block_id: 'b' },
      ],
    ],
    ['the same action_id twice in a block', [actions(button(), button())]],
    ['a select without options', [actions({ type: 'static_select', action_id: 's' })]],
    ['a data table without a caption', [{ ...dataTable(2), caption: undefined }]],
    [
      'rows of unequal length',
      [{ type: 'data_table', caption: 'x', rows: [[cell('a')], [cell('a'), cell('b')]] }],
    ],
    ['an image without words', [{ type: 'image', image_url: 'https://example.com/a.png' }]],
    ['an alert in a message', [{ type: 'alert', text: plain('x') }]],
  ]

  it.each(wrong)('%s', async (_name, blocks) => {
    expect(await post(blocks)).toBe('invalid_blocks')
  })

  it('the refusal points at the place', async () => {
    const call = clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'x',
      blocks: [divider, section(long(3001))] as never,
    })
    await expect(call).rejects.toMatchObject({
      data: {
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
        },
      },
    })
  })

  it('blocks that are no list', async () => {
    expect(await post('{"type":"divider"}')).toBe('invalid_blocks_format')
    expect(await post('[{')).toBe('invalid_blocks_format')
  })
})

describe('views', () => {
  const home = (blocks: object[]) =>
    refusalOf(
      clientFor(playground).views.publish({
        user_id: playground.people[0]!.id,
        view: { type: 'home', blocks } as never,
      }),
    )

  it('a Home view takes 100 blocks and no table', async () => {
    expect(await home(many(100, divider))).toBe('accepted')
    expect(await home(many(101, divider))).toBe('invalid_arguments')
    expect(await home([dataTable(2)])).toBe('invalid_arguments')
  })

  it('a view of more than 250 KB is too large', async () => {
    expect(await home(many(100, section('é'.repeat(2900))))).toBe('view_too_large')
  })
})
