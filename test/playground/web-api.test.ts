import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor, openPlayground, refusalOf } from './playground-and-app.ts'

let playground: Playground
let client: ReturnType<typeof clientFor>

beforeAll(async () => {
  playground = await openPlayground({ postRate: { perSecond: 1, burst: 1000 } })
  client = clientFor(playground)
})
afterAll(() => playground.close())

const post = (facts: object) =>
  client.chat.postMessage({ channel: '#finance', text: 'Hi', ...facts } as never)
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

describe('tokens', () => {
  it('auth.test names the bot when the token is right', async () => {
    const answer = await client.auth.test()
    expect(answer).toMatchObject({ ok: true, user: 'counterfoil', bot_id: expect.stringMatching(/^B/) })
    expect(answer.response_metadata?.scopes).toContain('chat:write')
  })

  it('a call is refused when the token is unknown, missing, or of the other kind', async () => {
    expect(await refusalOf(clientFor(playground, 'xoxb-wrong').auth.test())).toBe('invalid_auth')
    expect(await refusalOf(clientFor(playground, '').auth.test())).toBe('not_authed')
    const app = clientFor(playground, playground.appToken)
    expect(await refusalOf(app.chat.postMessage({ channel: '#finance', text: 'Hi' }))).toBe(
      'not_allowed_token_type',
    )
    expect(await refusalOf(client.apps.connections.open({}))).toBe('not_allowed_token_type')
  })

  it('a call is refused with the scope it needs when the token lacks it', async () => {
    const other = await openPlayground({ scopes: ['commands'] })
    const call = clientFor(other).chat.postMessage({ channel: '#finance', text: 'Hi' })
    await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write' } })
    await other.close()
  })
})

describe('chat', () => {
  it('a message keeps its text, blocks and metadata, and gives every block an id', async () => {
    const metadata = { event_type: 'card', event_payload: { number: 7 } }
    const posted = await post({ blocks: [section('*Hi*')], metadata })
    const [stored] = playground.messages('#finance').slice(-1)
    expect(stored).toMatchObject({ ts: posted.ts, text: 'Hi', metadata, editedTs: null })
    expect(stored?.blocks[0]?.block_id).toMatch(/./)
  })

  it('an update changes the message in place and keeps the metadata that it does not name', async () => {
    const metadata = { event_type: 'card', event_payload: { number: 8 } }
    const { channel, ts } = await post({ blocks: [section('old')], metadata })
    await client.chat.update({ channel: channel!, ts: ts!, text: 'new', blocks: [section('new')] as never })
    const stored = playground.messages('finance').find((each) => each.ts === ts)
    expect(stored).toMatchObject({ text: 'new', metadata, editedTs: expect.any(String) })
    const seen = await client.conversations.history({
      channel: channel!,
      include_all_metadata: true,
      limit: 1,
    })
    expect(seen.messages?.[0]).toMatchObject({ ts, text: 'new', metadata })
  })

  it('message ids grow and never repeat when posts come at once', async () => {
    const posted = await Promise.all(Array.from({ length: 30 }, (_, index) => post({ text: `n${index}` })))
    const ids = posted.map((each) => each.ts!)
    expect(new Set(ids).size).toBe(30)
    const stored = playground.messages('finance').map((each) => each.ts)
    expect(stored).toEqual([...stored].sort())
  })

  it('replies are counted on their parent, and a reply to a reply joins the same thread', async () => {
    const parent = await post({ text: 'parent' })
    const reply = await post({ text: 'one', thread_ts: parent.ts })
    await post({ text: 'two', thread_ts: reply.ts })
    const thread = await client.conversations.replies({ channel: parent.channel!, ts: parent.ts! })
    expect(thread.messages?.map((each) => each.text)).toEqual(['parent', 'one', 'two'])
    expect(thread.messages?.[0]).toMatchObject({ reply_count: 2 })
  })

  it('an ephemeral message stays out of the history and reaches only its person', async () => {
    const user = playground.people[0]!.id
    const { message_ts: ts } = await client.chat.postEphemeral({ channel: '#finance', user, text: 'psst' })
    const channel = (await post({})).channel!
    const seen = await client.conversations.history({ channel })
    expect(seen.messages?.some((each) => each.ts === ts)).toBe(false)
    expect(playground.messages('finance').find((each) => each.ts === ts)).toMatchObject({ onlyFor: user })
    expect(await refusalOf(client.chat.update({ channel, ts: ts!, text: 'x' }))).toBe('message_not_found')
    const stranger = client.chat.postEphemeral({ channel, user: 'U404', text: 'psst' })
    expect(await refusalOf(stranger)).toBe('user_not_in_channel')
  })

  it('a deleted message is gone, and its permalink too', async () => {
    const { channel, ts } = await post({})
    const at = { channel: channel!, message_ts: ts! }
    expect((await client.chat.getPermalink(at)).permalink).toContain(`/p${ts!.replace('.', '')}`)
    await client.chat.delete({ channel: channel!, ts: ts! })
    expect(await refusalOf(client.chat.getPermalink(at))).toBe('message_not_found')
  })

  it('a post is refused when the channel is unknown or archived, or nothing is said', async () => {
    expect(await refusalOf(post({ channel: '#nowhere' }))).toBe('channel_not_found')
    expect(await refusalOf(post({ text: ' ' }))).toBe('no_text')
    expect(await refusalOf(post({ thread_ts: '1.000000' }))).toBe('thread_not_found')
    const other = await openPlayground()
    other.archive('#finance')
    const call = clientFor(other).chat.postMessage({ channel: '#finance', text: 'Hi' })
    expect(await refusalOf(call)).toBe('is_archived')
    await other.close()
  })

  it('chat.update takes 4,000 characters and refuses 4,001, which a post takes', async () => {
    const { channel, ts } = await post({ text: 'a'.repeat(4001) })
    const update = (text: string) => refusalOf(client.chat.update({ channel: channel!, ts: ts!, text }))
    expect(await update('a'.repeat(4000))).toBe('accepted')
    expect(await update('a'.repeat(4001))).toBe('msg_too_long')
  })

  it('a person can be written to, by a conversation opened first or by user id', async () => {
    const user = playground.people[1]!.id
    const { channel } = await client.conversations.open({ users: user })
    const posted = await post({ channel: user })
    expect(posted.channel).toBe(channel?.id)
  })
})

describe('limit on posts', () => {
  it('one channel is told to wait while another goes on, and goes on itself after the wait', async () => {
    let time = Date.parse('2026-11-02T10:00:00Z')
    const other = await openPlayground({ postRate: { perSecond: 1, burst: 2 }, now: () => new Date(time) })
    const post = (channel: string) => clientFor(other).chat.postMessage({ channel, text: 'Hi' })
    await post('#finance')
    await post('#finance')
    await expect(post('#finance')).rejects.toMatchObject({ retryAfter: 1 })
    await expect(post('#data-quality')).resolves.toMatchObject({ ok: true })
    time += 1000
    await expect(post('#finance')).resolves.toMatchObject({ ok: true })
    expect(other.messages('finance')).toHaveLength(3)
    await other.close()
  })
})

describe('the page behind the browser', () => {
  it('its stream tells all that one person sees, and nothing that is for another alone', async () => {
    const other = await openPlayground()
    const [ada, grace] = other.people
    const client = clientFor(other)
    const answer = await fetch(`${other.url}feed?as=${grace!.id}`)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    await client.chat.postEphemeral({ channel: '#finance', user: ada!.id, text: 'for ada' })
    await client.chat.postMessage({ channel: '#finance', text: 'for all' })
    let sent = ''
    while (!sent.includes('"for all"')) sent += (await reader.read()).value
    expect(sent).not.toContain('"for ada"')
    // With the stream still open: a stand-in that waited for its readers would never end.
    await other.close()
  })

  it('it is told in words when what it asks for makes no sense', async () => {
    const act = async (action: string, facts: object) => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify(facts)
      return (await fetch(`${playground.url}do/${action}`, { method: 'POST', headers, body })).json()
    }
    const gone = 'That message or view is not there any more.'
    expect(await act('click', { channel: 1, ts: {}, value: { a: 1 } })).toMatchObject({
      ok: false,
      problem: gone,
    })
    expect(await act('dance', {})).toMatchObject({ ok: false, problem: 'Nothing here does that.' })
  })

  it('another web page cannot act: its form is refused', async () => {
    const body = new URLSearchParams({ channel: '#finance', text: 'hi' })
    const answer = await fetch(`${playground.url}do/say`, { method: 'POST', body })
    expect(answer.status).toBe(415)
  })
})

describe('start', () => {
  it('a taken port is said with the remedy', async () => {
    const port = Number(new URL(playground.url).port)
    await expect(openPlayground({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringMatching(new RegExp(`${port}.*--port`)),
    })
  })

  it('requests under another host name are turned away', async () => {
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      const call = request(playground.url, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      call.on('error', reject)
      call.end()
    })
    expect(status).toBe(403)
  })

  it('the transcript holds every call and no token', async () => {
    await post({ text: 'for the record' })
    const text = JSON.stringify(playground.transcript())
    expect(text).toContain('for the record')
    expect(text).not.toContain(playground.botToken)
  })
})
