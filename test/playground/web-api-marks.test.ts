import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor, refusalOf } from './playground-and-app.ts'
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

const post = async () => (await client.chat.postMessage({ channel, text: 'Hi' })).ts!
const message = async (ts: string) =>
  (await client.conversations.replies({ channel, ts })).messages![0] as object

describe('reactions', () => {
  it('are added once each, by names that there can be', async () => {
    const timestamp = await post()
    const react = (name: string) => refusalOf(client.reactions.add({ channel, timestamp, name }))
    expect(await react('eyes')).toBe('accepted')
    expect(await react('eyes')).toBe('already_reacted')
    expect(await react('+1::skin-tone-3')).toBe('accepted')
    expect(await react('not a name')).toBe('invalid_name')
    const { user_id } = await client.auth.test()
    expect(await message(timestamp)).toMatchObject({
      reactions: [
        { name: 'eyes', users: [user_id], count: 1 },
        { name: '+1::skin-tone-3', count: 1 },
      ],
    })
  })

  it('need a message that everybody sees', async () => {
    const react = (facts: object) =>
      refusalOf(client.apiCall('reactions.add', { channel, name: 'eyes', ...facts }))
    const user = playground.people[0]!.id
    const { message_ts } = await client.chat.postEphemeral({ channel, user, text: 'psst' })
    expect(await react({ timestamp: message_ts })).toBe('message_not_found')
    expect(await react({ timestamp: '1.000000' })).toBe('message_not_found')
    expect(await react({ timestamp: 'yesterday' })).toBe('bad_timestamp')
    expect(await react({})).toBe('no_item_specified')
  })
})

describe('pins', () => {
  it('are put in once, by a bot that is in the channel, and go with their message', async () => {
    const timestamp = await post()
    const pin = () => refusalOf(client.pins.add({ channel, timestamp }))
    expect(await pin()).toBe('accepted')
    expect(await pin()).toBe('already_pinned')
    expect(await message(timestamp)).toMatchObject({ pinned_to: [channel] })
    await client.chat.delete({ channel, ts: timestamp })
    expect(await pin()).toBe('message_not_found')
    const other = await post()
    playground.invite('#talk', false)
    expect(await refusalOf(client.pins.add({ channel, timestamp: other }))).toBe('not_in_channel')
    playground.invite('#talk', true)
  })

  it('are at most 100 in a channel, and one that is deleted makes room', async () => {
    const full = playground.addChannel('pinned')
    const pin = async () => {
      playground.advanceClock(60_000)
      const { ts } = await client.chat.postMessage({ channel: full, text: 'Hi' })
      return await refusalOf(client.pins.add({ channel: full, timestamp: ts! }))
    }
    for (let number = 1; number <= 100; number += 1) expect(await pin()).toBe('accepted')
    expect(await pin()).toBe('too_many_pins')
    await client.chat.delete({ channel: full, ts: playground.messages(full)[0]!.ts })
    expect(await pin()).toBe('accepted')
  })
})

describe('blocks.validate', () => {
  const anybody = () => clientFor(playground, '')
  const check = (facts: object) => anybody().apiCall('blocks.validate', facts as never)
  const good = [{ type: 'divider' }]
  const bad = [{ type: 'divider' }, { type: 'header', text: { type: 'mrkdwn', text: 'Hi' } }]
  const modal = (blocks: object[]) => ({
    type: 'modal',
    title: { type: 'plain_text', text: 'Hi' },
    blocks,
  })

  it('says without a token that blocks, a message or a view are good', async () => {
    for (const facts of [{ blocks: good }, { message: { blocks: good } }, { view: modal(good) }]) {
      expect(await check(facts)).toMatchObject({ ok: true })
    }
  })

  it.each([
    ['invalid_blocks', { blocks: bad }, '/1/text/type'],
    ['invalid_message', { message: { blocks: bad } }, '/blocks/1/text/type'],
    ['invalid_view', { view: modal(bad) }, '/blocks/1/text/type'],
  ])('answers %s with the place and the reason', async (error, facts, place) => {
    const errors = [
      {
        code: expect.any(String),
        message: expect.any(String),
        pointer: place,
      },
    ]
    await expect(check(facts)).rejects.toMatchObject({ data: { error, errors } })
  })

  it('wants exactly one thing to look at', async () => {
    expect(await refusalOf(check({}))).toBe('invalid_arguments')
    expect(await refusalOf(check({ blocks: good, view: modal(good) }))).toBe('invalid_arguments')
  })
})
