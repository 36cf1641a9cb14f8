import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  card,
  dataTable,
  divider,
  long,
  many,
  mrkdwn,
  pie,
  richText,
  section,
  table,
} from './block-samples.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'
import { letPass, problemsOf, type Verdict, verdictOf } from './send-blocks.ts'

let playground: Playground
let client: ReturnType<typeof clientFor>
let posted: { channel: string; ts: string }

beforeAll(async () => {
  playground = await openPlayground({ postRate: { perSecond: 1, burst: 1000 } })
  client = clientFor(playground)
  const { channel, ts } = await client.chat.postMessage({ channel: '#finance', text: 'old' })
  posted = { channel: channel!, ts: ts! }
})
afterAll(() => playground.close())

/** The three ways to say something in a channel. */
const WAYS: Readonly<Record<string, (facts: object) => Promise<Verdict>>> = {
  'chat.postMessage': (facts) =>
    verdictOf(client.chat.postMessage({ channel: '#finance', ...facts } as never)),
  'chat.update': (facts) => verdictOf(client.chat.update({ ...posted, ...facts } as never)),
  'chat.postEphemeral': (facts) => {
    const user = playground.people[0]!.id
    return verdictOf(client.chat.postEphemeral({ channel: '#finance', user, ...facts } as never))
  },
}

const accepted = { code: 'accepted', messages: [] }
const refused = (code: string) => ({ code, messages: [] })
const markdown = (text: string) => ({ type: 'markdown', text })
/** Sections of this many characters in all, `each` but the last of the same length. */
const sections = (characters: number, each: number) =>
  many(Math.ceil(characters / each), (index) =>
    section({ text: mrkdwn(long(Math.min(each, characters - index * each))) }),
  )

describe.each(Object.entries(WAYS))('%s', (_name, way) => {
  const say = (facts: object) => {
    letPass(playground)
    return way(facts)
  }

  it('takes text, blocks, markdown or attachments, and refuses nothing at all', async () => {
    expect(await say({ text: 'x' })).toEqual(accepted)
    expect(await say({ blocks: [divider] })).toEqual(accepted)
    expect(await say({ markdown_text: '**x**' })).toEqual(accepted)
    expect(await say({ attachments: [{ text: 'x' }] })).toEqual(accepted)
    expect(await say({})).toEqual(refused('no_text'))
    expect(await say({ text: ' \n' })).toEqual(refused('no_text'))
    expect(await say({ text: '', blocks: [] })).toEqual(refused('no_text'))
  })

  it('takes markdown alone, of 12,000 characters', async () => {
    expect(await say({ markdown_text: long(12_000) })).toEqual(accepted)
    expect(await say({ markdown_text: long(12_001) })).toEqual(refused('msg_too_long'))
    expect(await say({ markdown_text: 'x', text: 'x' })).toEqual(refused('markdown_text_conflict'))
    expect(await say({ markdown_text: 'x', blocks: [divider] })).toEqual(refused('markdown_text_conflict'))
  })

  it('takes 12,000 characters in all markdown blocks together', async () => {
    const half = markdown(long(6000))
    expect(await say({ text: 'x', blocks: [half, half] })).toEqual(accepted)
    expect(await say({ text: 'x', blocks: [half, half, markdown('x')] })).toEqual({
      code: 'invalid_blocks',
      messages: ['[ERROR] must be less than 12001 characters in all markdown blocks [json-pointer:/blocks]'],
    })
    expect(await say({ text: 'x', blocks: [markdown(long(12_000))] })).toEqual(accepted)
    expect(await say({ text: 'x', blocks: [markdown(long(12_001))] })).toEqual({
      code: 'invalid_blocks',
      messages: ['[ERROR] must be less than 12001 characters [json-pointer:/blocks/0/text]'],
    })
  })

  it('takes 13,200 characters in all blocks together, each of them short enough', async () => {
    expect(await say({ text: 'x', blocks: sections(13_200, 3000) })).toEqual(accepted)
    expect(await say({ text: 'x', blocks: sections(13_201, 3000) })).toEqual(refused('msg_blocks_too_long'))
    const emoji = many(10, () => section({ text: mrkdwn('🔴'.repeat(1320)) }))
    expect(await say({ text: 'x', blocks: emoji })).toEqual(accepted)
    const rest = table({ rows: many(10, () => [{ type: 'raw_text', text: long(1000) }]) })
    expect(await say({ text: 'x', blocks: [rest, ...sections(3200, 3000)] })).toEqual(accepted)
    expect(await say({ text: 'x', blocks: [rest, ...sections(3201, 3000)] })).toEqual(
      refused('msg_blocks_too_long'),
    )
  })

  it('takes 100 attachments, and checks the blocks in them', async () => {
    const attachments = many(100, () => ({ text: 'x' }))
    expect(await say({ text: 'x', attachments })).toEqual(accepted)
    expect(await say({ text: 'x', attachments: [...attachments, { text: 'x' }] })).toEqual(
      refused('too_many_attachments'),
    )
    const wrong = { blocks: [divider, section({ text: mrkdwn(long(3001)) })] }
    const verdict = await say({ text: 'x', attachments: [{ text: 'x' }, wrong] })
    expect(verdict.code).toBe('invalid_attachments')
    expect(problemsOf(verdict)).toEqual([
      '[ERROR] must be less than 3001 characters [json-pointer:/attachments/1/blocks/1/text/text]',
    ])
    expect(await say({ text: 'x', attachments: '{}' })).toEqual(refused('invalid_attachments'))
  })

  it('counts the tables of attachments with its own', async () => {
    expect(await say({ text: 'x', attachments: [{ blocks: [table()] }] })).toEqual(accepted)
    expect(await say({ blocks: [dataTable()], attachments: [{ blocks: [table()] }] })).toEqual({
      code: 'invalid_attachments',
      messages: ['[ERROR] only_one_table_allowed [json-pointer:/attachments/0/blocks/0]'],
    })
  })

  it('refuses blocks of other surfaces', async () => {
    for (const block of [
      { type: 'alert', text: mrkdwn() },
      { type: 'file', external_id: 'x', source: 'remote' },
    ]) {
      expect(await say({ text: 'x', blocks: [block] })).toEqual({
        code: 'invalid_blocks',
        messages: [`[ERROR] unsupported type: ${block.type} [json-pointer:/blocks/0/type]`],
      })
    }
    expect(await say({ text: 'x', blocks: [card(), pie()] })).toEqual(accepted)
  })
})

describe('limits of one way only', () => {
  it('an edit takes 4,000 characters of text, a post cuts them at 40,000', async () => {
    const update = WAYS['chat.update']!
    expect(await update({ text: '🔴'.repeat(4000) })).toEqual(accepted)
    expect(await update({ text: '🔴'.repeat(4001) })).toEqual(refused('msg_too_long'))
    await client.chat.postMessage({ channel: '#finance', text: long(40_001) })
    expect(playground.messages('finance').at(-1)?.text).toHaveLength(40_000)
  })

  it('an edit does not turn formatted text into other blocks, or back', async () => {
    const { channel, ts } = await client.chat.postMessage({
      channel: '#finance',
      text: 'x',
      blocks: [richText()] as never,
    })
    const update = (blocks: object[]) =>
      verdictOf(client.chat.update({ channel: channel!, ts: ts!, text: 'x', blocks } as never))
    expect(await update([richText('y')])).toEqual(accepted)
    expect(await update([section()])).toEqual(refused('block_mismatch'))
  })

  it('blocks.validate looks at blocks, a message or a view without a token', async () => {
    const validate = (facts: object) => clientFor(playground, '').blocks.validate(facts as never)
    await expect(validate({ blocks: [section()] })).resolves.toMatchObject({ ok: true })
    await expect(validate({ blocks: [{ type: 'alert', text: mrkdwn() }] })).resolves.toMatchObject({
      ok: true,
    })
    await expect(validate({ message: { blocks: [pie()] } })).resolves.toMatchObject({ ok: true })
    await expect(validate({ blocks: [divider, section({ text: mrkdwn('') })] })).rejects.toMatchObject({
      data: { error: 'invalid_blocks', errors: [wrong('/1/text/text')] },
    })
    await expect(validate({ message: { blocks: [section({ text: mrkdwn('') })] } })).rejects.toMatchObject({
      data: { error: 'invalid_message', errors: [wrong('/blocks/0/text/text')] },
    })
    await expect(
      validate({ view: { type: 'home', blocks: [section({ text: mrkdwn('') })] } }),
    ).rejects.toMatchObject({
      data: { error: 'invalid_view', errors: [wrong('/blocks/0/text/text')] },
    })
    expect((await verdictOf(validate({}))).code).toBe('invalid_arguments')
    expect((await verdictOf(validate({ blocks: [], view: {} }))).code).toBe('invalid_arguments')
  })
})

function wrong(pointer: string) {
  return { code: 'failed_constraint', message: 'must be more than 0 characters', pointer }
}
