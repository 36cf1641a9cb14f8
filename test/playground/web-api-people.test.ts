import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { refusalOf } from './playground-and-app.ts'
import { openStillPlayground } from './still-playground.ts'

let playground: Playground
let client: WebClient

beforeAll(async () => {
  const opened = await openStillPlayground()
  playground = opened.playground
  client = opened.client
})
afterAll(() => playground.close())

const idOf = (name: string) => playground.people.find((each) => each.name === name)!.id

describe('people', () => {
  it('a conversation with a person is the same each time, and refuses who cannot have one', async () => {
    const users = idOf('ada')
    const open = (users: string) => client.conversations.open({ users })
    expect((await open(users)).channel!.id).toBe((await open(users)).channel!.id)
    expect(await refusalOf(open('U404'))).toBe('user_not_found')
    expect(await refusalOf(open('USLACKBOT'))).toBe('user_not_found')
    expect(await refusalOf(client.apiCall('conversations.open'))).toBe('users_list_not_supplied')
    const nine = Array.from({ length: 9 }, () => users).join(',')
    expect(await refusalOf(open(nine))).toBe('too_many_users')
    const channel = playground.addChannel('no-person')
    expect(await refusalOf(client.conversations.open({ channel }))).toBe(
      'method_not_supported_for_channel_type',
    )
  })

  it('a guest is in no channel unless invited, and is named as one', async () => {
    const { id } = playground.addPerson({ id: 'U0GUEST001', name: 'joan', standing: 'guest' })
    const channel = playground.addChannel('with-everybody')
    const ephemeral = (channel: string) =>
      refusalOf(client.chat.postEphemeral({ channel, user: id, text: 'Hi' }))
    expect(await ephemeral(channel)).toBe('user_not_in_channel')
    expect(await ephemeral(playground.addChannel('with-joan', { members: ['joan'] }))).toBe('accepted')
    expect((await client.users.info({ user: id })).user).toMatchObject({
      is_restricted: true,
      deleted: false,
    })
  })

  it('a guest sees on the page only the channels that they are in', async () => {
    playground.addPerson({ id: 'U0GUEST002', name: 'mary', standing: 'guest' })
    playground.addChannel('for-mary', { members: ['mary', 'counterfoil'] })
    const seenBy = async (name: string) => {
      const feed = await fetch(`${playground.url}feed?as=${name}`)
      const reader = feed.body!.getReader()
      const [, snapshot] = /data: (.*)/.exec(new TextDecoder().decode((await reader.read()).value))!
      await reader.cancel()
      const { conversations } = JSON.parse(snapshot!) as { conversations: { name: string }[] }
      return conversations.map((each) => each.name)
    }
    expect(await seenBy('mary')).toEqual(['for-mary'])
    expect(await seenBy('ada')).toContain('finance')
  })

  it('somebody of another company is a stranger until a channel is shared with them', async () => {
    const { id } = playground.addPerson({ id: 'U0LISE0001', name: 'lise', standing: 'stranger' })
    const info = async () => (await client.users.info({ user: id })).user
    expect(await info()).toMatchObject({ is_stranger: true, team_id: 'T0ELSEWHER' })
    const shared = playground.addChannel('with-partner', {
      members: ['lise', 'counterfoil'],
      isShared: true,
    })
    expect(await info()).toMatchObject({ is_stranger: false })
    expect((await client.conversations.info({ channel: shared })).channel).toMatchObject({
      is_ext_shared: true,
    })
  })

  it('a deactivated person stays known, leaves channels and groups, and cannot be written to', async () => {
    const { id } = playground.addPerson({ id: 'U0DOROTHY1', name: 'dorothy' })
    const channel = playground.addChannel('with-dorothy')
    const members = async () => (await client.conversations.members({ channel })).members
    expect(await members()).toContain(id)
    playground.deactivate('dorothy')
    expect(await members()).not.toContain(id)
    expect((await client.users.info({ user: id })).user).toMatchObject({ deleted: true })
    expect(await refusalOf(client.conversations.open({ users: id }))).toBe('user_disabled')
    expect(await refusalOf(client.chat.postMessage({ channel: id, text: 'Hi' }))).toBe('channel_not_found')
    const ephemeral = client.chat.postEphemeral({ channel, user: id, text: 'Hi' })
    expect(await refusalOf(ephemeral)).toBe('user_not_in_channel')
    const lookup = client.users.lookupByEmail({ email: 'dorothy@example.com' })
    expect(await refusalOf(lookup)).toBe('users_not_found')
  })

  it('an email address finds its person, and is shown to those who may see it', async () => {
    const { user } = await client.users.lookupByEmail({ email: 'Ada@Example.com' })
    expect(user).toMatchObject({ id: idOf('ada'), profile: { email: 'ada@example.com' } })
    const lookup = client.users.lookupByEmail({ email: 'nobody@example.com' })
    expect(await refusalOf(lookup)).toBe('users_not_found')
    const other = await openStillPlayground({ scopes: ['users:read'] })
    const seen = await other.client.users.info({ user: user!.id! })
    expect(seen.user!.profile).not.toHaveProperty('email')
    await other.playground.close()
  })

  it('a time zone comes with the seconds that it is off now', async () => {
    playground.addPerson({ id: 'U0BERLIN01', name: 'emmy', zone: 'Europe/Berlin' })
    playground.addPerson({ id: 'U0STJOHNS1', name: 'alan', zone: 'America/St_Johns' })
    const offset = async (user: string) => (await client.users.info({ user })).user!.tz_offset
    expect(await offset(idOf('ada'))).toBe(0)
    expect(await offset('U0BERLIN01')).toBe(3_600)
    expect(await offset('U0STJOHNS1')).toBe(-12_600)
  })
})

describe('user groups', () => {
  it('have members; one that is switched off shows only when asked for', async () => {
    const groups = async (facts: object) =>
      (await client.usergroups.list(facts)).usergroups!.map(({ handle, users }) => [handle, users])
    expect(await groups({})).toEqual([
      ['finance', undefined],
      ['oncall-data', undefined],
    ])
    expect(await groups({ include_users: true, include_disabled: true })).toEqual([
      ['finance', [idOf('ada'), idOf('katherine')]],
      ['oncall-data', [idOf('grace')]],
      ['old-billing', [idOf('ada')]],
    ])
    const list = (usergroup: string, include_disabled = false) =>
      client.usergroups.users.list({ usergroup, include_disabled })
    expect((await list('S0FINANCE1')).users).toEqual([idOf('ada'), idOf('katherine')])
    expect(await refusalOf(list('S0NOBODY01'))).toBe('no_such_subteam')
    expect(await refusalOf(list('S0CLOSED03'))).toBe('no_such_subteam')
    expect((await list('S0CLOSED03', true)).users).toEqual([idOf('ada')])
  })

  it('are not part of the free plan', async () => {
    playground.configure({ plan: 'free' })
    expect(await refusalOf(client.usergroups.list())).toBe('plan_upgrade_required')
    const users = client.usergroups.users.list({ usergroup: 'S0FINANCE1' })
    expect(await refusalOf(users)).toBe('plan_upgrade_required')
    playground.configure({ plan: 'paid' })
  })
})

describe('the app itself', () => {
  it('its bot and its workspace introduce themselves', async () => {
    const { bot_id, user_id, team_id } = await client.auth.test()
    expect((await client.bots.info({ bot: bot_id! })).bot).toMatchObject({ id: bot_id, user_id })
    expect(await refusalOf(client.bots.info({ bot: 'B404' }))).toBe('bot_not_found')
    expect((await client.team.info()).team).toMatchObject({ id: team_id })
  })
})
