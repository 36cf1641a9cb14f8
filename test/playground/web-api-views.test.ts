import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { openApp, refusalOf } from './playground-and-app.ts'
import { openStillPlayground } from './still-playground.ts'

let playground: Playground
let client: WebClient
let app: App
let trigger: string

beforeAll(async () => {
  const opened = await openStillPlayground()
  playground = opened.playground
  client = opened.client
  app = await openApp(playground, (bolt) =>
    bolt.command('/recon', async ({ ack, command }) => {
      trigger = command.trigger_id
      await ack()
    }),
  )
})
afterAll(async () => {
  await app.stop()
  await playground.close()
})
beforeEach(async () => {
  while (playground.views('ada').length > 0) await playground.closeView('ada')
  playground.advanceClock(60_000)
})

const title = (text: string) => ({ type: 'plain_text', text })
const modal = (text: string, facts: object = {}) =>
  ({ type: 'modal', title: title(text), blocks: [{ type: 'divider' }], ...facts }) as never
const home = (facts: object = {}) => ({ type: 'home', blocks: [{ type: 'divider' }], ...facts }) as never

/** A trigger is made by what a person does, and is good for one window. */
async function act(user = 'ada'): Promise<string> {
  await playground.command(user, '#finance', '/recon help')
  return trigger
}

const open = async (text: string, facts: object = {}) =>
  (await client.views.open({ trigger_id: await act(), view: modal(text, facts) })).view!
const push = async (text: string, facts: object = {}) =>
  (await client.views.push({ trigger_id: await act(), view: modal(text, facts) })).view!

describe('a stack of modals', () => {
  it('is three high, and pushed only onto one that is open', async () => {
    expect(await refusalOf(push('alone'))).toBe('not_found')
    const bottom = await open('one')
    const middle = await push('two')
    const top = await push('three')
    expect([middle.previous_view_id, top.previous_view_id]).toEqual([bottom.id, middle.id])
    expect(top.root_view_id).toBe(bottom.id)
    expect(await refusalOf(push('four'))).toBe('push_limit_reached')
    expect(playground.views('ada').map((view) => view.id)).toEqual([bottom.id, middle.id, top.id])
  })

  it('belongs to one person', async () => {
    await open('hers')
    const trigger_id = await act('grace')
    expect(await refusalOf(client.views.push({ trigger_id, view: modal('his') }))).toBe('not_found')
  })
})

describe('an update', () => {
  it('goes by the hash that its author has seen', async () => {
    const first = await open('one')
    const update = (facts: object, text: string) =>
      client.views.update({ view_id: first.id!, view: modal(text), ...facts } as never)
    const second = (await update({ hash: first.hash }, 'two')).view!
    expect(second.hash).not.toBe(first.hash)
    expect(await refusalOf(update({ hash: first.hash }, 'three'))).toBe('hash_conflict')
    expect(playground.views('ada')[0]!.title).toMatchObject(title('two'))
    expect(await refusalOf(update({}, 'three'))).toBe('accepted')
  })

  it('finds no view that was closed', async () => {
    const { id } = await open('one', { external_id: 'note' })
    await playground.closeView('ada')
    const view = modal('two')
    expect(await refusalOf(client.views.update({ view_id: id!, view }))).toBe('not_found')
    expect(await refusalOf(client.views.update({ external_id: 'note', view }))).toBe('not_found')
  })
})

describe('an external id', () => {
  it('names one view at a time, which may keep it', async () => {
    await open('one', { external_id: 'note' })
    expect(await refusalOf(push('two', { external_id: 'note' }))).toBe('duplicate_external_id')
    await push('two', { external_id: 'other' })
    const rename = (from: string, to: string) =>
      refusalOf(
        client.views.update({ external_id: from, view: modal('three', { external_id: to }) } as never),
      )
    expect(await rename('other', 'note')).toBe('duplicate_external_id')
    expect(await rename('other', 'other')).toBe('accepted')
    const user_id = playground.people[0]!.id
    const publish = client.views.publish({ user_id, view: home({ external_id: 'note' }) })
    expect(await refusalOf(publish)).toBe('duplicate_external_id')
  })
})

describe('the Home tab', () => {
  it('goes by its hash, and stays the same view', async () => {
    const user_id = playground.people[1]!.id
    const publish = async (facts: object) =>
      (await client.views.publish({ user_id, view: home(), ...facts } as never)).view!
    const first = await publish({})
    const second = await publish({ hash: first.hash })
    expect(second.id).toBe(first.id)
    expect(await refusalOf(publish({ hash: first.hash }))).toBe('hash_conflict')
  })

  it('can be off', async () => {
    const user_id = playground.people[1]!.id
    playground.configure({ homeTab: false })
    expect(await refusalOf(client.views.publish({ user_id, view: home() }))).toBe('not_enabled')
    playground.configure({ homeTab: true })
    expect(await refusalOf(client.views.publish({ user_id, view: home() }))).toBe('accepted')
  })
})

describe('size', () => {
  it('a view is at most 250,000 bytes, however many characters that is', async () => {
    const user_id = playground.people[2]!.id
    /** Sections of 3,000 characters, and one that fills what is left. */
    const sized = (bytes: number, letter: string) => {
      const width = Buffer.byteLength(letter)
      const section = (length: number) => ({
        type: 'section',
        text: { type: 'plain_text', text: letter.repeat(length) },
      })
      const frame = Buffer.byteLength(JSON.stringify(section(0))) + 1
      const bare = Buffer.byteLength(JSON.stringify({ type: 'home', blocks: [] })) - 1
      const full = Math.floor((bytes - bare - frame - width) / (frame + 3_000 * width))
      const left = bytes - bare - full * (frame + 3_000 * width) - frame
      const blocks = [
        ...Array.from({ length: full }, () => section(3_000)),
        section(Math.floor(left / width)),
      ]
      const view = { type: 'home', blocks }
      return { view, bytes: Buffer.byteLength(JSON.stringify(view)) }
    }
    const publish = (view: object) => refusalOf(client.views.publish({ user_id, view: view as never }))
    for (const letter of ['a', 'é']) {
      const fits = sized(250_000 - (letter === 'a' ? 0 : 1), letter)
      expect(fits.bytes).toBeGreaterThan(249_997)
      expect(fits.bytes).toBeLessThanOrEqual(250_000)
      expect(await publish(fits.view)).toBe('accepted')
      const tooMuch = sized(250_003, letter)
      expect(tooMuch.bytes).toBeGreaterThan(250_000)
      expect(await publish(tooMuch.view)).toBe('view_too_large')
    }
  })
})
