import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { askControl } from './ask-control.ts'
import { clientFor, openPlayground, refusalOf } from './playground-and-app.ts'

let playground: Playground
const ask = (asked: string, body?: unknown) => askControl(playground, asked, { body })

beforeAll(async () => {
  playground = await openPlayground({ scopes: ['chat:write', 'usergroups:read', 'users:read'] })
})
afterAll(() => playground.close())

describe('an admin', () => {
  const post = (channel: string) => refusalOf(clientFor(playground).chat.postMessage({ channel, text: 'Hi' }))

  it('makes channels, once each, and says who may post there', async () => {
    const { body } = await ask('POST /channels', { name: 'payroll', private: true })
    expect(body).toMatchObject({ name: 'payroll', kind: 'private', archived: false })
    expect(await ask('POST /channels', { name: '#payroll' })).toMatchObject({ status: 409 })
    expect(await ask('POST /channels', { name: 'Pay Roll' })).toMatchObject({ status: 400 })
    expect(await post('payroll')).toBe('accepted')
    await ask('POST /channels/payroll', { rule: 'read-only' })
    expect(await post('payroll')).toMatch(/^restricted_action/)
    await ask('POST /channels/payroll', { rule: 'anyone', bot: false })
    expect(await post('payroll')).toBe('channel_not_found')
  })

  it('adds people, changes and deactivates them', async () => {
    const wanted = { id: 'U0MARY0004', name: 'mary', standing: 'guest' }
    expect(await ask('POST /people', wanted)).toMatchObject({ body: { realName: 'mary', standing: 'guest' } })
    expect(await ask('POST /people', wanted)).toMatchObject({ status: 409 })
    await ask('POST /people/mary', { realName: 'Mary Jackson' })
    await ask('DELETE /people/mary')
    const { user } = await clientFor(playground).users.info({ user: 'U0MARY0004' })
    expect(user).toMatchObject({ real_name: 'Mary Jackson', is_restricted: true, deleted: true })
  })

  it('says who is in a user group', async () => {
    const { groups } = (await ask('GET /groups')).body as { groups: { id: string; handle: string }[] }
    const finance = groups.find(({ handle }) => handle === 'finance')!
    const users = async () =>
      (await clientFor(playground).usergroups.users.list({ usergroup: finance.id })).users
    await ask('POST /groups/finance', { members: ['grace'] })
    expect(await users()).toEqual([playground.people[1]!.id])
    await ask('POST /groups/finance', { disabled: true })
    expect(await refusalOf(users())).toBe('no_such_subteam')
    expect((await ask('POST /groups/nobody', {})).body.error).toContain('finance, oncall-data')
  })

  it('changes the plan and other settings, and leaves the rest', async () => {
    const before = (await ask('GET /settings')).body
    const list = () => refusalOf(clientFor(playground).usergroups.list())
    expect((await ask('POST /settings', { plan: 'free' })).body).toEqual({ ...before, plan: 'free' })
    expect(await list()).toBe('plan_upgrade_required')
    await ask('POST /settings', { plan: 'paid' })
    expect(await list()).toBe('accepted')
    expect(await ask('POST /settings', { plan: 'golden' })).toMatchObject({ status: 400 })
    expect(await ask('POST /settings', { colour: 'red' })).toMatchObject({ status: 400 })
  })
})
