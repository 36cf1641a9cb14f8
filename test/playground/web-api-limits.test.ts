import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { createMethods } from '../../src/playground/web-api/methods.ts'
import { openApp, refusalOf } from './playground-and-app.ts'
import { openStillPlayground } from './still-playground.ts'

let playground: Playground
let client: WebClient

beforeAll(async () => {
  const opened = await openStillPlayground({ postRate: { perSecond: 1, burst: 1 } })
  playground = opened.playground
  client = opened.client
})
afterAll(() => playground.close())

const post = (channel: string) => client.chat.postMessage({ channel, text: 'Hi' })

describe('calls a minute', () => {
  it.each([
    ['usergroups.list', 20, 3],
    ['chat.update', 50, 2],
    ['views.open', 100, 1],
  ])('%s takes %i, then asks for %i s; other methods go on', async (name, calls, wait) => {
    const call = () => refusalOf(client.apiCall(name))
    const answers = await Promise.all(Array.from({ length: calls }, call))
    expect(answers.filter((answer) => answer.includes('rate'))).toEqual([])
    await expect(client.apiCall(name)).rejects.toMatchObject({ retryAfter: wait })
    expect(await refusalOf(client.apiCall('users.list'))).toBe('accepted')
    playground.advanceClock(wait * 1_000)
    expect(await call()).not.toContain('rate')
  })

  it('every method is of the class that Slack puts it in', () => {
    const methods = createMethods(() => true)
    const ofTier = (tier?: number) =>
      Object.keys(methods)
        .filter((name) => methods[name]!.tier === tier)
        .sort()
    expect(ofTier()).toEqual([
      'api.test',
      'auth.test',
      'blocks.validate',
      'chat.getPermalink',
      'chat.postMessage',
    ])
    expect(ofTier(2)).toEqual([
      'conversations.list',
      'pins.add',
      'usergroups.list',
      'usergroups.users.list',
      'users.list',
    ])
    expect(ofTier(3)).toEqual([
      'apps.connections.open',
      'bots.info',
      'chat.delete',
      'chat.deleteScheduledMessage',
      'chat.scheduleMessage',
      'chat.scheduledMessages.list',
      'chat.update',
      'conversations.history',
      'conversations.info',
      'conversations.join',
      'conversations.open',
      'conversations.replies',
      'reactions.add',
      'team.info',
      'users.conversations',
      'users.lookupByEmail',
    ])
    expect(ofTier(4)).toEqual([
      'chat.postEphemeral',
      'conversations.members',
      'files.completeUploadExternal',
      'files.getUploadURLExternal',
      'files.info',
      'users.info',
      'views.open',
      'views.publish',
      'views.push',
      'views.update',
    ])
  })
})

describe('posts', () => {
  it('a channel takes one a second, by the clock of the workspace', async () => {
    await post('#finance')
    await expect(post('#finance')).rejects.toMatchObject({ retryAfter: 1 })
    await expect(post('#data-quality')).resolves.toMatchObject({ ok: true })
    playground.advanceClock(999)
    await expect(post('#finance')).rejects.toMatchObject({ retryAfter: 1 })
    playground.advanceClock(1)
    await expect(post('#finance')).resolves.toMatchObject({ ok: true })
  })

  it('a refused post takes nothing of the limit', async () => {
    playground.advanceClock(1_000)
    expect(await refusalOf(client.chat.postMessage({ channel: '#finance', text: ' ' }))).toBe('no_text')
    expect(await refusalOf(post('#finance'))).toBe('accepted')
  })

  it('all are refused, with HTTP 200, when the workspace has said all that it may', async () => {
    playground.advanceClock(1_000)
    const { channel, ts } = (await post('#finance')) as { channel: string; ts: string }
    playground.configure({ messageLimitReached: true })
    const headers = { authorization: `Bearer ${playground.botToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ channel, text: 'Hi' })
    const answer = await fetch(`${playground.apiUrl}chat.postMessage`, { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ok: false, error: 'message_limit_exceeded' },
    ])
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'new' }))).toBe('message_limit_exceeded')
    playground.configure({ messageLimitReached: false })
  })

  it('ids grow in a channel although the clock stands still', async () => {
    const { playground, client } = await openStillPlayground()
    const say = () => client.chat.postMessage({ channel: '#finance', text: 'Hi' })
    const ids = [(await say()).ts, (await say()).ts, (await say()).ts]
    expect(ids).toEqual(['1793613600.000000', '1793613600.000001', '1793613600.000002'])
    playground.advanceClock(1_500)
    expect((await say()).ts).toBe('1793613601.500000')
    await playground.close()
  })
})

describe('passes', () => {
  const modal = { type: 'modal', title: { type: 'plain_text', text: 'Hi' }, blocks: [{ type: 'divider' }] }

  it('a trigger id is good for 3 s and once, a response url for 30 min and five times', async () => {
    const { playground, client } = await openStillPlayground()
    const seen: { trigger_id: string; response_url: string }[] = []
    const app = await openApp(playground, (bolt) =>
      bolt.command('/recon', async ({ ack, command }) => {
        seen.push(command)
        await ack()
      }),
    )
    for (let number = 0; number < 3; number += 1) await playground.command('ada', '#finance', '/recon help')
    await app.stop()
    const open = ({ trigger_id }: { trigger_id: string }) =>
      refusalOf(client.views.open({ trigger_id, view: modal as never }))
    const respond = async ({ response_url }: { response_url: string }) => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ text: 'Hi' })
      const answer = await fetch(response_url, { method: 'POST', headers, body })
      return `${answer.status} ${await answer.text()}`
    }
    const [first, second, third] = seen as [(typeof seen)[0], (typeof seen)[0], (typeof seen)[0]]
    playground.advanceClock(3_000)
    expect(await open(first)).toBe('accepted')
    expect(await open(first)).toBe('exchanged_trigger_id')
    playground.advanceClock(1)
    expect(await open(second)).toBe('expired_trigger_id')
    expect(await open({ trigger_id: '1.2.abc' })).toBe('invalid_trigger_id')

    const uses = [1, 2, 3, 4, 5, 6].map(() => respond(first))
    expect((await Promise.all(uses)).sort()).toEqual([
      ...Array.from({ length: 5 }, () => '200 ok'),
      '404 {"ok":false,"error":"used_url"}',
    ])
    playground.advanceClock(30 * 60_000 - 3_001)
    expect(await respond(second)).toBe('200 ok')
    playground.advanceClock(1)
    expect(await respond(third)).toBe('404 {"ok":false,"error":"expired_url"}')
    await playground.close()
  })
})
