import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  actions,
  button,
  card,
  container,
  divider,
  input,
  mrkdwn,
  option,
  plain,
  section,
} from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { problemsOf, sendBlocks } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (blocks: unknown) => sendBlocks(playground, blocks)

describe('ids', () => {
  it('a block_id stands once in a payload, containers included', async () => {
    const named = { ...divider, block_id: 'b' }
    const nested = { type: 'container', title: plain(), child_blocks: [named] }
    expect(problemsOf(await send([named, divider, named]))).toEqual([
      '[ERROR] `block_id` "b" already exists [json-pointer:/blocks/2/block_id]',
    ])
    expect(problemsOf(await send([named, nested]))).toEqual([
      '[ERROR] `block_id` "b" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]',
    ])
  })

  it('an action_id stands once in a block, and again in another', async () => {
    expect((await send([actions(button()), actions(button())])).code).toBe('accepted')
    expect(problemsOf(await send([actions(button(), button())]))).toEqual([
      '[ERROR] `action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ])
  })
})

describe('ids inside of other blocks', () => {
  const twice = [button(), button()]
  const doubled: [name: string, block: object, place: string][] = [
    ['a card', card({ actions: twice }), 'actions'],
    ['a carousel', { type: 'carousel', elements: [card({ actions: twice })] }, 'elements/0/actions'],
    ['a container', container({ child_blocks: [actions(...twice)] }), 'child_blocks/0/elements'],
  ]

  it.each(doubled)('an action_id stands once in %s', async (_name, block, place) => {
    expect(problemsOf(await send([block]))).toEqual([
      `[ERROR] \`action_id\` "a" already exists [json-pointer:/blocks/0/${place}/1/action_id]`,
    ])
  })
})

describe('shapes that Slack does not know', () => {
  const wrong: [name: string, block: unknown, says: string][] = [
    [
      'a block of an unknown type',
      { type: 'banner' },
      'unsupported type: banner [json-pointer:/blocks/0/type]',
    ],
    ['a block without a type', { text: plain() }, 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'a type that is no string',
      { type: { toString: 0 } },
      'must provide a string [json-pointer:/blocks/0/type]',
    ],
    ['a block that is no object', 'divider', 'must provide an object [json-pointer:/blocks/0]'],
    [
      'a property too many',
      { ...divider, colour: 'red' },
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    ['a part too few', { type: 'header' }, 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a text that is no text object',
      section({ text: 'x' }),
      'must provide an object [json-pointer:/blocks/0/text]',
    ],
    [
      'words that are no string',
      section({ text: { type: 'mrkdwn', text: 1 } }),
      'must provide a string [json-pointer:/blocks/0/text/text]',
    ],
    [
      'elements that are no list',
      { ...actions(), elements: {} },
      'must provide an array [json-pointer:/blocks/0/elements]',
    ],
    [
      'a flag that is none',
      section({ expand: 'yes' }),
      'must provide a boolean [json-pointer:/blocks/0/expand]',
    ],
    [
      'emoji in mrkdwn',
      section({ text: { ...mrkdwn(), emoji: true } }),
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
    ],
    [
      'a picker of date and time beside a section',
      section({ accessory: { type: 'datetimepicker', action_id: 'a' } }),
      'unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]',
    ],
    [
      'a field for text outside of an input',
      actions({ type: 'plain_text_input', action_id: 'a' }),
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a menu of more in an input',
      input({ element: { type: 'overflow', action_id: 'a', options: [option()] } }),
      'unsupported type: overflow [json-pointer:/blocks/0/element/type]',
    ],
    [
      'a mention in code',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }],
      },
      'unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
  ]

  it.each(wrong)('%s', async (_name, block, says) => {
    const verdict = await send([block])
    expect(problemsOf(verdict)).toEqual([`[ERROR] ${says}`])
    expect(verdict.code).toBe('invalid_blocks')
  })

  it('blocks that are no list', async () => {
    expect((await send('{"type":"divider"}')).code).toBe('invalid_blocks_format')
    expect((await send('[{')).code).toBe('invalid_blocks_format')
  })

  it('every problem is told at once, the schemas that do not fit first', async () => {
    const verdict = await send([section({ text: mrkdwn('') }), { type: 'header' }])
    expect(verdict.messages).toEqual([
      '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
      '[ERROR] missing required field: text [json-pointer:/blocks/1]',
    ])
  })
})
