import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SocketModeClient } from '@slack/socket-mode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Playground } from '../../src/playground/playground.ts'
import { askControl } from './ask-control.ts'
import { clientFor, openFrozenPlayground, openPlayground } from './playground-and-app.ts'
import { connectRaw } from './raw-socket.ts'

type Event = Record<string, unknown>

describe('an app that subscribes to what happens in channels', () => {
  let folder: string
  let playground: Playground
  let client: SocketModeClient
  const events: Event[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-events-'))
    const names = [
      'message.channels',
      'message.im',
      'app_mention',
      'member_joined_channel',
      'member_left_channel',
      'channel_archive',
      'channel_unarchive',
      'team_join',
      'user_change',
      'subteam_updated',
    ]
    const manifestFile = join(folder, 'manifest.yml')
    const own = parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'))
    own.settings.event_subscriptions.bot_events = names
    await writeFile(manifestFile, stringify(own))
    playground = await openPlayground({ manifestFile })
    client = new SocketModeClient({
      appToken: playground.appToken,
      clientOptions: { slackApiUrl: playground.apiUrl },
    })
    client.on('slack_event', async ({ ack, type, body }) => {
      await ack()
      if (type === 'events_api') events.push(body.event)
    })
    await client.start()
  })
  afterAll(async () => {
    await client.disconnect()
    await playground.close()
    await rm(folder, { recursive: true })
  })

  /** What came since the last time, when so many are there. */
  async function next(count: number): Promise<Event[]> {
    await expect.poll(() => events.length, { interval: 1 }).toBe(count)
    return events.splice(0)
  }

  const say = (channel: string, text: string) => control(playground, 'people/ada/say', { channel, text })

  it('hears what people and itself say where its bot is, and who mentions it', async () => {
    await say('finance', 'Good morning @counterfoil <here>')
    const [said, mention] = await next(2)
    const bot = (await clientFor(playground).auth.test()).user_id
    expect(said).toMatchObject({
      type: 'message',
      channel_type: 'channel',
      user: playground.people[0]!.id,
      text: `Good morning <@${bot}> &lt;here&gt;`,
      event_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    })
    expect(mention).toMatchObject({ type: 'app_mention', ts: said!.ts, channel: said!.channel })
    await clientFor(playground).chat.postMessage({ channel: '#finance', text: 'Here I am' })
    expect(await next(1)).toMatchObject([{ type: 'message', bot_id: expect.stringMatching(/^B/) }])
  })

  it('hears of edits and of what is gone, not of ephemeral messages nor of replies counted', async () => {
    const api = clientFor(playground)
    const { ts, channel } = (await api.chat.postMessage({ channel: '#finance', text: 'One' })) as {
      ts: string
      channel: string
    }
    await api.chat.postMessage({ channel, thread_ts: ts, text: 'A reply' })
    await api.chat.postEphemeral({ channel, user: playground.people[0]!.id, text: 'Only you' })
    await api.chat.update({ channel, ts, text: 'Two' })
    await api.chat.delete({ channel, ts })
    const seen = await next(4)
    expect(seen.map(({ subtype }) => subtype)).toEqual([
      undefined,
      undefined,
      'message_changed',
      'message_deleted',
    ])
    expect(seen[1]).toMatchObject({ thread_ts: ts })
    expect(seen[2]).toMatchObject({ hidden: true, message: { ts, text: 'Two' } })
    expect(seen[3]).toMatchObject({ hidden: true, deleted_ts: ts })
  })

  it('hears who joins and leaves, and that a channel is archived; nothing of a channel that it left', async () => {
    const [, grace] = playground.people
    await control(playground, 'channels/finance', { leave: ['grace'] })
    await control(playground, 'channels/finance', { join: ['grace'] })
    const seen = await next(2)
    expect(seen).toMatchObject([
      { type: 'member_left_channel', user: grace!.id, channel_type: 'C' },
      { type: 'member_joined_channel', user: grace!.id, channel_type: 'C' },
    ])
    playground.archive('finance')
    playground.archive('finance', false)
    expect(await next(2)).toMatchObject([{ type: 'channel_archive' }, { type: 'channel_unarchive' }])
    playground.invite('finance', false)
    expect(await next(1)).toMatchObject([{ type: 'member_left_channel' }])
    await say('finance', 'We are alone')
    await control(playground, 'channels/finance', { leave: ['grace'] })
    await say('data-quality', 'Not here')
    expect(await next(1)).toMatchObject([{ text: 'Not here' }])
    playground.invite('finance', true)
    expect(await next(1)).toMatchObject([{ type: 'member_joined_channel' }])
  })

  it('hears who comes, changes and goes, and who is in which group', async () => {
    await control(playground, 'people', { id: 'U0MARY0004', name: 'mary', realName: 'Mary Jackson' })
    await control(playground, 'people/mary', { title: 'Engineer' })
    expect(await next(2)).toMatchObject([
      { type: 'team_join', user: { id: 'U0MARY0004', real_name: 'Mary Jackson' } },
      { type: 'user_change', user: { id: 'U0MARY0004', profile: { title: 'Engineer' } } },
    ])
    await control(playground, 'channels/finance', { join: ['mary'] })
    await control(playground, 'groups/finance', { members: ['mary', 'ada'] })
    const ada = playground.people[0]!.id
    expect(await next(2)).toMatchObject([
      { type: 'member_joined_channel', user: 'U0MARY0004' },
      { type: 'subteam_updated', subteam: { handle: 'finance', users: ['U0MARY0004', ada] } },
    ])
    expect(await askControl(playground, 'DELETE /people/mary')).toMatchObject({ status: 200 })
    expect(await next(2)).toMatchObject([
      { type: 'user_change', user: { id: 'U0MARY0004', deleted: true } },
      { type: 'member_left_channel', user: 'U0MARY0004' },
    ])
  })

  it('hears of a new channel that its bot was let in, and nothing of those who were there before', async () => {
    await control(playground, 'channels', { name: 'audit' })
    const bot = (await clientFor(playground).auth.test()).user_id
    expect(await next(1)).toMatchObject([{ type: 'member_joined_channel', user: bot }])
  })

  it('hears a direct message, and no event to which it did not subscribe', async () => {
    await playground.openHome('ada')
    const direct = await clientFor(playground).conversations.open({ users: playground.people[0]!.id })
    await say(direct.channel!.id!, 'Psst')
    expect(await next(1)).toMatchObject([{ type: 'message', channel_type: 'im', text: 'Psst' }])
  })
})

describe('the manifest of this package', () => {
  it('subscribes to the Home and Messages tabs alone', async () => {
    const playground = await openPlayground()
    const line = await connectRaw(playground)
    await line.next()
    await control(playground, 'people/ada/say', { channel: 'finance', text: 'Nobody hears this' })
    for (const tab of ['home', 'messages'] as const) {
      void playground.openHome('ada', tab)
      const { payload, envelope_id } = await line.next()
      expect(payload).toMatchObject({
        type: 'event_callback',
        event: { type: 'app_home_opened', tab, user: playground.people[0]!.id },
      })
      line.ack(envelope_id)
    }
    await playground.close()
  })
})

describe('an event that nobody acknowledges', () => {
  it('comes again at once, after a minute and after five, with the same id and the reason', async () => {
    const playground = await openFrozenPlayground()
    const line = await connectRaw(playground)
    await line.next()
    const sent = () => playground.transcript().filter(({ kind }) => kind === 'envelope').length
    const opened = playground.openHome('ada')
    const seen = [await line.next()]
    playground.advanceClock(3_000)
    await opened
    seen.push(await line.next())
    for (const wait of [60_000, 300_000]) {
      playground.advanceClock(3_000)
      await settled()
      playground.advanceClock(wait - 1)
      expect(sent()).toBe(seen.length)
      playground.advanceClock(1)
      seen.push(await line.next())
    }
    playground.advanceClock(3_000)
    await settled()
    playground.advanceClock(3_600_000)
    expect(seen.map(({ retry_attempt, retry_reason }) => `${retry_attempt} ${retry_reason}`)).toEqual([
      '0 ',
      '1 timeout',
      '2 timeout',
      '3 timeout',
    ])
    expect(new Set(seen.map(({ payload }) => (payload as Event).event_id)).size).toBe(1)
    expect(new Set(seen.map(({ envelope_id }) => envelope_id)).size).toBe(4)
    expect(sent()).toBe(4)
    await playground.close()
  })

  it('is kept for an app that is not connected, and told when it is back', async () => {
    const playground = await openFrozenPlayground()
    await playground.openHome('ada')
    await settled()
    const line = await connectRaw(playground)
    await line.next()
    playground.advanceClock(60_000)
    expect(await line.next()).toMatchObject({ type: 'events_api', retry_attempt: 2 })
    await playground.close()
  })

  /** What was decided in promises is done. */
  const settled = () => new Promise((resolve) => setImmediate(resolve))
})

async function control(playground: Playground, path: string, body: object): Promise<void> {
  expect(await askControl(playground, `POST /${path}`, { body })).toMatchObject({ status: 200 })
}
