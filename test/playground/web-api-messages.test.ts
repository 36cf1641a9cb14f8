import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { refusalOf } from './playground-and-app.ts'
import { openStillPlayground } from './still-playground.ts'

let playground: Playground
let client: WebClient
let channel: string

beforeAll(async () => {
  const opened = await openStillPlayground()
  playground = opened.playground
  client = opened.client
  channel = playground.addChannel('talk')
})
afterAll(() => playground.close())

const post = async (facts: object = {}) =>
  (await client.chat.postMessage({ channel, text: 'Hi', ...facts } as never)) as { ts: string }
const update = (ts: string, facts: object) =>
  refusalOf(client.chat.update({ channel, ts, ...facts } as never))
const stored = (ts: string) => playground.messages(channel).find((each) => each.ts === ts)
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Hi' }] }],
}

describe('the text of a post', () => {
  it('is kept at 40,000 characters, and cut with a warning at 40,001', async () => {
    const whole = await client.chat.postMessage({ channel, text: '💥'.repeat(40_000) })
    expect([...stored(whole.ts!)!.text]).toHaveLength(40_000)
    expect(whole.response_metadata).not.toHaveProperty('warnings')
    const cut = await client.chat.postMessage({ channel, text: '💥'.repeat(40_001) })
    expect(stored(cut.ts!)!.text).toBe('💥'.repeat(40_000))
    expect(cut.response_metadata).toMatchObject({ warnings: ['message_truncated'] })
  })

  it('may be Markdown of 12,000 characters, and then nothing else', async () => {
    const say = (facts: object) => refusalOf(client.chat.postMessage({ channel, ...facts } as never))
    const { ts } = await client.chat.postMessage({ channel, markdown_text: '**Hi**' })
    expect(stored(ts!)!.blocks).toMatchObject([{ type: 'markdown', text: '**Hi**' }])
    expect(await say({ markdown_text: 'a'.repeat(12_000) })).toBe('accepted')
    expect(await say({ markdown_text: 'a'.repeat(12_001) })).toBe('msg_too_long')
    expect(await say({ markdown_text: 'a', text: 'b' })).toBe('markdown_text_conflict')
    expect(await say({ markdown_text: 'a', blocks: [section('b')] })).toBe('markdown_text_conflict')
  })

  it('of all blocks together is at most 13,200 characters', async () => {
    const say = (last: number) => {
      const blocks = [3_000, 3_000, 3_000, 3_000, last].map((length) => section('a'.repeat(length)))
      return refusalOf(client.chat.postMessage({ channel, text: 'Hi', blocks } as never))
    }
    expect(await say(1_200)).toBe('accepted')
    expect(await say(1_201)).toBe('msg_blocks_too_long')
  })

  it('may be left out where there are blocks or attachments, of which there may be 100', async () => {
    const say = (facts: object) => refusalOf(client.chat.postMessage({ channel, ...facts } as never))
    const attachments = (count: number) => Array.from({ length: count }, () => ({ fallback: 'Chart' }))
    expect(await say({ blocks: [section('Hi')] })).toBe('accepted')
    expect(await say({ attachments: attachments(100) })).toBe('accepted')
    expect(await say({ attachments: attachments(101) })).toBe('too_many_attachments')
    expect(await say({})).toBe('no_text')
    expect(await say({ blocks: [] })).toBe('no_text')
    expect(await say({ attachments: [] })).toBe('no_text')
  })

  it('comes as a form or as JSON, with blocks as text or as they are', async () => {
    const blocks = [section('Hi')]
    const send = async (type: string, body: string) => {
      const headers = { authorization: `Bearer ${playground.botToken}`, 'content-type': type }
      const answer = await fetch(`${playground.apiUrl}chat.postMessage`, { method: 'POST', headers, body })
      return (await answer.json()) as { error?: string; message?: { blocks: object[] } }
    }
    const form = new URLSearchParams({ channel, blocks: JSON.stringify(blocks) })
    const answers = [
      await send('application/x-www-form-urlencoded', form.toString()),
      await send('application/json; charset=utf-8', JSON.stringify({ channel, blocks })),
      await send('application/json', JSON.stringify({ channel, blocks: JSON.stringify(blocks) })),
    ]
    for (const answer of answers) expect(answer.message?.blocks).toMatchObject(blocks)
    expect(await send('application/json', '{"channel":')).toMatchObject({ error: 'invalid_json' })
    const broken = JSON.stringify({ channel, blocks: '[{' })
    expect(await send('application/json', broken)).toMatchObject({ error: 'invalid_blocks_format' })
  })
})

describe('an edit', () => {
  it('with new text alone takes the blocks away; with neither it says nothing', async () => {
    const { ts } = await post({ blocks: [section('old')] })
    expect(await update(ts, {})).toBe('no_text')
    expect(await update(ts, { blocks: [section('new')] })).toBe('accepted')
    expect(stored(ts)).toMatchObject({ text: 'Hi', blocks: [section('new')] })
    expect(await update(ts, { text: 'words' })).toBe('accepted')
    expect(stored(ts)).toMatchObject({ text: 'words', blocks: [] })
  })

  it('cannot turn rich text into anything else, but may turn anything else into it', async () => {
    const { ts } = await post({ blocks: [section('old')] })
    expect(await update(ts, { blocks: [richText] })).toBe('accepted')
    expect(await update(ts, { blocks: [section('new')] })).toBe('block_mismatch')
    expect(await update(ts, { blocks: [richText] })).toBe('accepted')
  })

  it('is for messages of the bot alone, and for those that are there', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ channel, text: 'by a person' })
    await fetch(`${playground.url}do/say`, { method: 'POST', headers, body })
    const { ts } = await playground.nextMessage((message) => message.text === 'by a person')
    expect(await update(ts, { text: 'new' })).toBe('cant_update_message')
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toBe('cant_delete_message')
    expect(await update('1.000000', { text: 'new' })).toBe('message_not_found')
  })

  it('comes in time, or not at all, where the workspace wants it so', async () => {
    const { ts } = await post()
    playground.configure({ editWindowMinutes: 5 })
    playground.advanceClock(5 * 60_000)
    expect(await update(ts, { text: 'in time' })).toBe('accepted')
    playground.advanceClock(1)
    expect(await update(ts, { text: 'late' })).toBe('edit_window_closed')
    playground.configure({ editWindowMinutes: null })
    expect(await update(ts, { text: 'late' })).toBe('accepted')
  })

  it('never reaches a message for one person alone', async () => {
    const user = playground.people[0]!.id
    const { message_ts: ts } = await client.chat.postEphemeral({ channel, user, text: 'psst' })
    expect(await update(ts!, { text: 'new' })).toBe('message_not_found')
    expect(await refusalOf(client.chat.delete({ channel, ts: ts! }))).toBe('message_not_found')
    const reply = client.chat.postMessage({ channel, text: 'Hi', thread_ts: ts! })
    expect(await refusalOf(reply)).toBe('cannot_reply_to_message')
  })
})

describe('metadata', () => {
  const metadata = { event_type: 'card', event_payload: { number: 7 } }

  it('stays when an edit does not name it, and goes with an empty object', async () => {
    const { ts } = await post({ metadata })
    await update(ts, { text: 'new' })
    expect(stored(ts)).toMatchObject({ text: 'new', metadata })
    await update(ts, { text: 'newer', metadata: {} })
    expect(stored(ts)).toMatchObject({ text: 'newer', metadata: null })
  })

  it('is an event with a payload, of 8,000 bytes at most', async () => {
    const say = (metadata: unknown) =>
      refusalOf(client.chat.postMessage({ channel, text: 'Hi', metadata } as never))
    const bytes = (length: number) => {
      const bare = JSON.stringify({ event_type: 'card', event_payload: { note: '' } }).length
      return { event_type: 'card', event_payload: { note: 'a'.repeat(length - bare) } }
    }
    expect(await say(bytes(8_000))).toBe('accepted')
    expect(await say(bytes(8_001))).toBe('metadata_too_large')
    expect(await say({ event_type: 'card' })).toBe('invalid_metadata_format')
    expect(await say(['card'])).toBe('invalid_metadata_format')
    expect(await say({})).toBe('accepted')
  })

  it('is read by those who ask for it', async () => {
    const { ts } = await post({ metadata })
    const read = async (include_all_metadata: boolean) =>
      (await client.conversations.history({ channel, oldest: ts, inclusive: true, include_all_metadata }))
        .messages![0]
    expect(await read(true)).toMatchObject({ ts, metadata })
    expect(await read(false)).not.toHaveProperty('metadata')
  })
})

describe('replies and links', () => {
  it('a reply sent to the channel too stands in both, and an old one can be sent later', async () => {
    const { ts: thread_ts } = await post({ text: 'parent' })
    const { ts: loud } = await post({ thread_ts, reply_broadcast: true, text: 'loud' })
    const { ts: quiet } = await post({ thread_ts, text: 'quiet' })
    const texts = async () =>
      (await client.conversations.history({ channel, oldest: thread_ts })).messages!.map((each) => [
        each.text,
        each.subtype,
      ])
    expect(await texts()).toEqual([['loud', 'thread_broadcast']])
    expect(await update(quiet, { reply_broadcast: true, text: 'new' })).toBe(
      'no_dual_broadcast_content_update',
    )
    expect(await update(thread_ts, { reply_broadcast: true })).toBe('cant_broadcast_message')
    expect(await update(quiet, { reply_broadcast: true })).toBe('accepted')
    expect(await texts()).toEqual([
      ['quiet', 'thread_broadcast'],
      ['loud', 'thread_broadcast'],
    ])
    const thread = await client.conversations.replies({ channel, ts: thread_ts })
    expect(thread.messages!.map((each) => each.ts)).toEqual([thread_ts, loud, quiet])
  })

  it('links of text are not unfurled and media are, unless the post says otherwise', async () => {
    const usual = await post()
    const off = await post({ unfurl_links: false, unfurl_media: false })
    const on = await post({ unfurl_links: true })
    expect(stored(usual.ts)!.unfurl).toEqual({ links: false, media: true })
    expect(stored(off.ts)!.unfurl).toEqual({ links: false, media: false })
    expect(stored(on.ts)!.unfurl).toEqual({ links: true, media: true })
  })
})

describe('a scheduled message', () => {
  // It has whole seconds: from the beginning of one.
  beforeEach(() => playground.advanceClock(1_000 - (playground.now() % 1_000)))
  const inSeconds = (seconds: number) => playground.now() / 1_000 + seconds
  const schedule = (post_at: number | string, facts: object = {}) =>
    client.chat.scheduleMessage({ channel, text: 'later', post_at, ...facts } as never)
  const said = (text: string) => playground.messages(channel).filter((each) => each.text === text).length

  it('is posted when its time comes, unless it was taken back', async () => {
    await schedule(inSeconds(60), { text: 'stays' })
    const { scheduled_message_id: id } = await schedule(inSeconds(60), { text: 'goes' })
    const { scheduled_messages: due } = await client.chat.scheduledMessages.list({ channel })
    expect(due!.map(({ text }) => text)).toEqual(['stays', 'goes'])
    const takeBack = () =>
      refusalOf(client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id! }))
    expect(await takeBack()).toBe('accepted')
    expect(await takeBack()).toBe('invalid_scheduled_message_id')
    playground.advanceClock(59_999)
    expect(said('stays')).toBe(0)
    playground.advanceClock(1)
    expect([said('stays'), said('goes')]).toEqual([1, 0])
    expect((await client.chat.scheduledMessages.list({})).scheduled_messages).toEqual([])
  })

  it('is for the future, and for at most 120 days of it', async () => {
    const days = 120 * 24 * 60 * 60
    expect(await refusalOf(schedule(inSeconds(0)))).toBe('time_in_past')
    expect(await refusalOf(schedule(inSeconds(1)))).toBe('accepted')
    expect(await refusalOf(schedule(inSeconds(days)))).toBe('accepted')
    expect(await refusalOf(schedule(inSeconds(days + 1)))).toBe('time_too_far')
    expect(await refusalOf(schedule('tomorrow'))).toBe('invalid_time')
  })

  it('is one of at most 30 in five minutes of a channel', async () => {
    const start = inSeconds(3_600)
    playground.advanceClock(60_000)
    for (let number = 0; number < 30; number += 1) await schedule(start + number)
    expect(await refusalOf(schedule(start + 299))).toBe('restricted_too_many')
    expect(await refusalOf(schedule(start + 300))).toBe('accepted')
    const elsewhere = schedule(start + 1, { channel: '#finance' })
    expect(await refusalOf(elsewhere)).toBe('accepted')
    // Thirty are around it, and no five minutes hold more than thirty with it.
    playground.advanceClock(60_000)
    const far = inSeconds(7_200)
    for (let number = 0; number < 29; number += 1) await schedule(far)
    await schedule(far + 300)
    expect(await refusalOf(schedule(far + 150))).toBe('accepted')
    expect(await refusalOf(schedule(far + 150))).toBe('restricted_too_many')
  })

  it('with metadata never comes, as with Slack', async () => {
    playground.advanceClock(60_000)
    const metadata = { event_type: 'card', event_payload: {} }
    await schedule(inSeconds(10), { text: 'lost', metadata })
    playground.advanceClock(20_000)
    expect(said('lost')).toBe(0)
  })
})
