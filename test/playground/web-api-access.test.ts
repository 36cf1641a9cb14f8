import { readFileSync } from 'node:fs'
import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Playground } from '../../src/playground/playground.ts'
import { createMethods } from '../../src/playground/web-api/methods.ts'
import { clientFor, openPlayground, refusalOf } from './playground-and-app.ts'
import { EVERY_SCOPE, openStillPlayground } from './still-playground.ts'

let playground: Playground
let client: WebClient
let finance: string

beforeAll(async () => {
  const opened = await openStillPlayground()
  playground = opened.playground
  client = opened.client
  finance = (await client.conversations.list()).channels!.find(({ name }) => name === 'finance')!.id!
})
afterAll(() => playground.close())

const say = (channel: string) => client.chat.postMessage({ channel, text: 'Hi' })
const idOf = (name: string) => playground.people.find((each) => each.name === name)!.id

describe('scopes', () => {
  it('the token has what manifest.yml asks for, and no more', async () => {
    const manifest = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'))
    const plain = await openPlayground()
    const answer = await clientFor(plain).auth.test()
    const { bot, bot_optional: optional } = manifest.oauth_config.scopes
    expect(answer.response_metadata?.scopes).toEqual([...bot, ...optional])
    const byEmail = clientFor(plain).users.lookupByEmail({ email: 'ada@example.com' })
    expect(await refusalOf(byEmail)).toBe('missing_scope')
    await plain.close()
  })

  it('every method names the scope that it lacks, and those that there are', async () => {
    const bare = await openStillPlayground({ scopes: ['commands'] })
    const needed: Record<string, string> = {
      'bots.info': 'users:read',
      'chat.delete': 'chat:write',
      'chat.deleteScheduledMessage': 'chat:write',
      'chat.postEphemeral': 'chat:write',
      'chat.postMessage': 'chat:write',
      'chat.scheduleMessage': 'chat:write',
      'chat.update': 'chat:write',
      'conversations.history': 'channels:history',
      'conversations.info': 'channels:read',
      'conversations.join': 'channels:join',
      'conversations.list': 'channels:read',
      'conversations.members': 'channels:read',
      'conversations.open': 'im:write',
      'conversations.replies': 'channels:history',
      'files.completeUploadExternal': 'files:write',
      'files.getUploadURLExternal': 'files:write',
      'files.info': 'files:read',
      'pins.add': 'pins:write',
      'reactions.add': 'reactions:write',
      'team.info': 'team:read',
      'usergroups.list': 'usergroups:read',
      'usergroups.users.list': 'usergroups:read',
      'users.conversations': 'channels:read',
      'users.info': 'users:read',
      'users.list': 'users:read',
      'users.lookupByEmail': 'users:read.email',
    }
    for (const [method, scope] of Object.entries(needed)) {
      const data = { error: 'missing_scope', needed: scope, provided: 'commands' }
      await expect(bare.client.apiCall(method), method).rejects.toMatchObject({ data })
    }
    const free = Object.keys(createMethods(() => true)).filter((method) => !Object.hasOwn(needed, method))
    for (const method of free) {
      expect(await refusalOf(bare.client.apiCall(method)), method).not.toBe('missing_scope')
    }
    await bare.playground.close()
  })

  it('each kind of conversation has a scope of its own, for its name and for what is said in it', async () => {
    const scopes = ['chat:write', 'im:write', 'channels:read', 'channels:history']
    const { playground, client } = await openStillPlayground({ scopes })
    const hidden = playground.addChannel('board')
    const closed = playground.addChannel('payroll', { isPrivate: true })
    const { channel: direct } = await client.conversations.open({ users: playground.people[0]!.id })
    const needed = async (call: Promise<unknown>) =>
      await call.then(
        () => 'nothing',
        (error: { data: { needed: string } }) => error.data.needed,
      )
    const asked = (channel: string) =>
      Promise.all([
        needed(client.conversations.info({ channel })),
        needed(client.conversations.members({ channel })),
        needed(client.conversations.history({ channel })),
      ])
    expect(await asked(hidden)).toEqual(['nothing', 'nothing', 'nothing'])
    expect(await asked(closed)).toEqual(['groups:read', 'groups:read', 'groups:history'])
    expect(await asked(direct!.id!)).toEqual(['im:read', 'im:read', 'im:history'])
    const list = (types: string) => needed(client.conversations.list({ types }))
    expect(await list('public_channel')).toBe('nothing')
    expect(await list('public_channel,private_channel')).toBe('groups:read')
    expect(await list('im')).toBe('im:read')
    expect(await list('mpim')).toBe('mpim:read')
    expect(await refusalOf(client.conversations.list({ types: 'secret_channel' }))).toBe('invalid_types')
    await playground.close()
  })
})

describe('channels', () => {
  it('chat:write.public opens public channels that the bot is not in, and nothing else', async () => {
    const open = playground.addChannel('open', { members: ['ada'] })
    const closed = playground.addChannel('closed', { members: ['ada'], isPrivate: true })
    expect(await refusalOf(say(open))).toBe('accepted')
    expect(await refusalOf(client.conversations.history({ channel: open }))).toBe('not_in_channel')
    expect(await refusalOf(say(closed))).toBe('channel_not_found')
    expect(await refusalOf(say('#closed'))).toBe('channel_not_found')
    expect(await refusalOf(client.conversations.info({ channel: closed }))).toBe('channel_not_found')
    const types = 'public_channel,private_channel'
    const names = (await client.conversations.list({ types })).channels!.map((each) => each.name)
    expect(names).toContain('open')
    expect(names).not.toContain('closed')
    playground.invite('#closed', true)
    expect(await refusalOf(say(closed))).toBe('accepted')
    expect((await client.conversations.info({ channel: closed })).channel).toMatchObject({
      is_private: true,
      is_member: true,
      num_members: 2,
    })
  })

  it('without chat:write.public the bot must be in a channel, or join it', async () => {
    const scopes = EVERY_SCOPE.filter((scope) => scope !== 'chat:write.public')
    const { playground, client } = await openStillPlayground({ scopes })
    const channel = playground.addChannel('open', { members: ['ada'] })
    const post = () => refusalOf(client.chat.postMessage({ channel, text: 'Hi' }))
    expect(await post()).toBe('not_in_channel')
    expect((await client.conversations.join({ channel })).channel).toMatchObject({ is_member: true })
    expect(await post()).toBe('accepted')
    expect((await client.users.conversations({})).channels!.map((each) => each.id)).toContain(channel)
    await playground.close()
  })

  it('an archived channel takes no post, edit, reaction or newcomer, and is left out of lists on request', async () => {
    const channel = playground.addChannel('done')
    const { ts } = (await say(channel)) as { ts: string }
    playground.archive('#done')
    expect(await refusalOf(say(channel))).toBe('is_archived')
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'new' }))).toBe('is_inactive')
    expect(await refusalOf(client.reactions.add({ channel, timestamp: ts, name: 'eyes' }))).toBe(
      'is_archived',
    )
    expect(await refusalOf(client.conversations.join({ channel }))).toBe('is_archived')
    const ephemeral = client.chat.postEphemeral({ channel, user: idOf('ada'), text: 'Hi' })
    expect(await refusalOf(ephemeral)).toBe('is_archived')
    const listed = async (exclude_archived: boolean) =>
      (await client.conversations.list({ exclude_archived })).channels!.some(({ id }) => id === channel)
    expect([await listed(false), await listed(true)]).toEqual([true, false])
  })

  it.each([
    ['some-people', 'restricted_action', 'restricted_action'],
    ['read-only', 'restricted_action_read_only_channel', 'restricted_action_read_only_channel'],
    ['replies-only', 'restricted_action_thread_only_channel', 'accepted'],
    ['no-replies', 'accepted', 'restricted_action_non_threadable_channel'],
    ['locked-threads', 'accepted', 'restricted_action_thread_locked'],
    ['anyone', 'accepted', 'accepted'],
  ] as const)('a channel for %s answers a post with %s and a reply with %s', async (rule, post, reply) => {
    playground.restrict('#finance', 'anyone')
    const { ts: thread_ts } = (await say('#finance')) as { ts: string }
    playground.restrict('#finance', rule)
    expect(await refusalOf(say('#finance'))).toBe(post)
    const call = client.chat.postMessage({ channel: '#finance', text: 'Hi', thread_ts })
    expect(await refusalOf(call)).toBe(reply)
  })

  it('edits, deletions, pins and reactions take ids of channels only', async () => {
    const { ts } = (await say('#finance')) as { ts: string }
    const calls = [
      client.chat.update({ channel: '#finance', ts, text: 'new' }),
      client.chat.delete({ channel: '#finance', ts }),
      client.pins.add({ channel: '#finance', timestamp: ts }),
      client.reactions.add({ channel: '#finance', timestamp: ts, name: 'eyes' }),
      client.conversations.info({ channel: '#finance' }),
    ]
    for (const call of calls) expect(await refusalOf(call)).toBe('channel_not_found')
    expect(await refusalOf(client.chat.update({ channel: finance, ts, text: 'new' }))).toBe('accepted')
  })

  it('the Messages tab can be off: then nobody is written to', async () => {
    playground.configure({ messagesTab: false })
    expect(await refusalOf(say(idOf('ada')))).toBe('messages_tab_disabled')
    playground.configure({ messagesTab: true })
    expect(await refusalOf(say(idOf('ada')))).toBe('accepted')
  })
})

describe('lists', () => {
  it('come in pages, and a limit or cursor that makes no sense is refused', async () => {
    const first = await client.users.list({ limit: 2 })
    expect(first.members).toHaveLength(2)
    const rest = await client.users.list({ limit: 1_000, cursor: first.response_metadata!.next_cursor! })
    const { members: all } = await client.users.list({})
    expect([...first.members!, ...rest.members!]).toEqual(all)
    expect(rest.response_metadata!.next_cursor).toBe('')
    expect(await refusalOf(client.users.list({ limit: 1_001 }))).toBe('invalid_limit')
    expect(await refusalOf(client.users.list({ limit: -1 }))).toBe('invalid_limit')
    expect(await refusalOf(client.users.list({ cursor: 'x' }))).toBe('invalid_cursor')
  })
})
