import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { KNOWN_BLOCKS, KNOWN_ELEMENTS } from './known-blocks.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'
import { publishBlocks, sendBlocks } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const accepted = { code: 'accepted', messages: [] }
/** What people send comes back in a message of its own; an alert stands in modals. */
const { file: _file, alert, ...messageBlocks } = KNOWN_BLOCKS
const { button, workflow_button, overflow, ...answers } = KNOWN_ELEMENTS
const {
  plain_text_input: _text,
  number_input: _number,
  email_text_input: _email,
  url_text_input: _url,
  file_input: _files,
  ...clickable
} = KNOWN_ELEMENTS

describe('everything that @slack/types knows is taken', () => {
  it.each(Object.entries(messageBlocks))('%s in a message', async (_type, block) => {
    expect(await sendBlocks(playground, [block])).toEqual(accepted)
  })

  it.each(Object.entries(messageBlocks))('%s with a block_id of 255, no more', async (_type, block) => {
    expect(await sendBlocks(playground, [{ ...block, block_id: 'b'.repeat(255) }])).toEqual(accepted)
    expect(await sendBlocks(playground, [{ ...block, block_id: 'b'.repeat(256) }])).toEqual({
      code: 'invalid_blocks',
      messages: ['[ERROR] must be less than 256 characters [json-pointer:/blocks/0/block_id]'],
    })
  })

  it('alert in a modal', async () => {
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [alert] }
    const validated = clientFor(playground).blocks.validate({ view } as never)
    await expect(validated).resolves.toMatchObject({ ok: true })
  })

  it.each(Object.entries(clickable))('%s in actions', async (_type, element) => {
    expect(await sendBlocks(playground, [{ type: 'actions', elements: [element] }])).toEqual(accepted)
  })

  it.each(Object.entries(answers))('%s in an input of Home', async (_type, element) => {
    const label = { type: 'plain_text', text: 'x' }
    expect(await publishBlocks(playground, [{ type: 'input', label, element }])).toEqual(accepted)
  })

  it.each(Object.entries(KNOWN_ELEMENTS))('%s with an action_id of 255, no more', async (type, element) => {
    const named = (length: number) => ({ ...element, action_id: 'a'.repeat(length) })
    const label = { type: 'plain_text', text: 'x' }
    const isClickable = Object.hasOwn(clickable, type)
    const hold = (held: object) =>
      isClickable ? { type: 'actions', elements: [held] } : { type: 'input', label, element: held }
    expect(await sendBlocks(playground, [hold(named(255))])).toEqual(accepted)
    const place = isClickable ? 'elements/0' : 'element'
    expect(await sendBlocks(playground, [hold(named(256))])).toEqual({
      code: 'invalid_blocks',
      messages: [`[ERROR] must be less than 256 characters [json-pointer:/blocks/0/${place}/action_id]`],
    })
  })

  it.each(Object.entries({ button, workflow_button, overflow }))(
    '%s beside a section',
    async (_type, accessory) => {
      const text = { type: 'plain_text', text: 'x' }
      expect(await sendBlocks(playground, [{ type: 'section', text, accessory }])).toEqual(accepted)
    },
  )

  it('what was sent without ids has them when it is stored', async () => {
    await sendBlocks(playground, [KNOWN_BLOCKS.container])
    const [stored] = playground.messages('finance').at(-1)!.blocks
    expect(stored).toMatchObject({
      block_id: expect.any(String),
      child_blocks: expect.arrayContaining([
        expect.objectContaining({
          type: 'actions',
          block_id: expect.any(String),
          elements: [expect.objectContaining({ action_id: expect.any(String) })],
        }),
      ]),
    })
  })
})
