import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { takeState } from '../../src/playground/state/take-state.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { createWorkspace } from '../../src/playground/workspace/create-workspace.ts'
import { addMessage } from '../../src/playground/workspace/messages.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, openPage } from './open-page.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

const COUNT = 10_000
/** The page holds no more, whatever the channel holds. */
const MOST_HELD = 150

let folder: string
let playground: Playground
let channel: string
/** Their ts. */
let old: string
let reply: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-history-'))
  const stateFile = join(folder, 'channels.json')
  await writeFile(stateFile, JSON.stringify(manyMessages()))
  playground = await openPlayground({ stateFile, postRate: { perSecond: 1000, burst: 1000 } })
})
afterAll(async () => {
  await playground?.close()
  await rm(folder, { recursive: true, force: true })
})

/** `message 1` to `message 10000`, of which the twentieth has a reply; saving keeps fewer, reading takes all. */
function manyMessages() {
  const postRate = { perSecond: 1, burst: 1 }
  const workspace = createWorkspace({ title: '', channels: ['finance'], postRate, now: () => new Date() })
  channel = [...workspace.conversations.keys()][0]!
  addMessage(workspace, { channel, author: workspace.bot.id, text: '' })
  const state = takeState(workspace)
  const [conversation] = state.conversations
  const [template] = conversation!.messages
  const tsAt = (index: number) => `1790000000.${String(index).padStart(6, '0')}`
  const said = Array.from({ length: COUNT }, (_, index) => ({
    ...template!,
    ts: tsAt(index + 1),
    text: `message ${index + 1}`,
  }))
  old = said[19]!.ts
  reply = tsAt(COUNT + 1)
  said.push({ ...template!, ts: reply, text: 'a late reply', threadTs: old })
  const known = { ...conversation!, lastTs: reply, messages: said }
  return { ...state, conversations: [known, ...state.conversations.slice(1)] }
}

describe('what the page asks for', () => {
  const ask = async (facts: object) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ user: 'ada', channel, ...facts })
    return (await fetch(`${playground.url}do/history`, { method: 'POST', headers, body })).json()
  }
  const textsOf = (answer: { messages: Message[] }) => answer.messages.map((each) => each.text)
  const inOrder = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`)

  it('each stretch goes on where the last one ended, back and forth', async () => {
    const newest = await ask({})
    expect(textsOf(newest)).toEqual(inOrder(COUNT - 49, COUNT))
    expect(newest).toMatchObject({ hasOlder: true, hasNewer: false })
    const older = await ask({ before: newest.messages[0].ts })
    expect(textsOf(older)).toEqual(inOrder(COUNT - 99, COUNT - 50))
    expect(older).toMatchObject({ hasOlder: true, hasNewer: true })
    const again = await ask({ after: older.messages.at(-1).ts })
    expect(textsOf(again)).toEqual(textsOf(newest))
  })

  it('a message is found as the 26th of a stretch, a reply by its parent', async () => {
    for (const around of [old, reply]) {
      const answer = await ask({ around })
      expect(textsOf(answer)).toEqual(inOrder(1, 44))
      expect(answer).toMatchObject({ hasOlder: false, hasNewer: true })
    }
    expect(textsOf(await ask({ thread: old }))).toEqual(['message 20', 'a late reply'])
  })

  it('it says so when the message to go to is gone', async () => {
    expect(await ask({ around: '1.000000' })).toMatchObject({ ok: false, problem: expect.any(String) })
  })
})

describe.skipIf(lacksBrowser())('a channel with 10,000 messages in Chromium', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    page = await openPage(browser, playground)
    await page.locator('#messages .message').first().waitFor()
  })
  afterEach(async () => {
    await page.context().close()
    expect(broken).toEqual([])
  })

  const message = (number: number) =>
    page.locator('#messages').getByText(`message ${number}`, { exact: true })
  const held = () => page.locator('#messages .message').count()
  const jump = () => page.getByRole('button', { name: 'Jump to newest' })
  const scroll = (by: number) =>
    page.locator('#messages').evaluate((box, px) => box.scrollBy({ top: px }), by)
  /** Where it stands, from the top of the list. */
  const topOf = async (number: number) =>
    (await message(number).boundingBox())!.y - (await page.locator('#messages').boundingBox())!.y

  /** Scrolls up by half a window at a time until the message is drawn. */
  async function scrollUpTo(number: number): Promise<void> {
    while ((await message(number).count()) === 0) {
      await scroll(-2000)
      await page.locator('#messages:not([aria-busy])').waitFor()
    }
  }

  it('it opens at the newest, and holds a small part however far one scrolls', async () => {
    await message(COUNT).waitFor()
    await scrollUpTo(COUNT - 400)
    expect(await held()).toBeLessThanOrEqual(MOST_HELD)
    expect(await page.locator('#messages *').count()).toBeLessThan(MOST_HELD * 20)
    expect(await message(COUNT).count()).toBe(0)
    await jump().click()
    await message(COUNT).waitFor()
    expect(await jump().count()).toBe(0)
  })

  it('older messages come without moving what one reads, and newer ones again on the way down', async () => {
    await scrollUpTo(COUNT - 300)
    const first = Number(
      (await page.locator('#messages .message .text').first().textContent())!.match(/\d+$/)![0],
    )
    const read = first + 20
    await message(read).scrollIntoViewIfNeeded()
    await page.locator('#messages:not([aria-busy])').waitFor()
    const before = await topOf(read)
    await message(first - 1).waitFor({ state: 'attached' })
    expect(Math.abs((await topOf(read)) - before)).toBeLessThan(2)
    while ((await message(COUNT).count()) === 0) {
      await scroll(4000)
      await page.locator('#messages:not([aria-busy])').waitFor()
    }
    expect(await held()).toBeLessThanOrEqual(MOST_HELD)
  })

  it('what arrives while one reads further up is counted, and stays out of the way', async () => {
    await scrollUpTo(COUNT - 200)
    const before = await held()
    const client = clientFor(playground)
    for (let index = 0; index < 60; index += 1)
      await client.chat.postMessage({ channel, text: `late ${index}` })
    const pill = page.getByRole('button', { name: '60 new messages' })
    await pill.waitFor()
    expect(await held()).toBeLessThanOrEqual(Math.max(before, MOST_HELD))
    await pill.click()
    await page.locator('#messages').getByText('late 59', { exact: true }).waitFor()
    expect(await held()).toBeLessThanOrEqual(MOST_HELD)
  })

  it('a change of an older message waits until it is shown, then it is up to date', async () => {
    const client = clientFor(playground)
    await client.chat.update({ channel, ts: old, text: 'changed long after' })
    const { ts } = await client.chat.postMessage({ channel, text: 'newest of all' })
    await page.locator(`#messages [data-ts="${ts}"]`).waitFor()
    expect(await page.getByText('changed long after').count()).toBe(0)
    await page.goto(`${playground.url}?as=ada#${channel}/${old}`)
    await page.locator(`#messages [data-ts="${old}"]`).getByText('changed long after').waitFor()
  })

  it('a link leads to a message far up, and a link to a reply opens its thread', async () => {
    const { permalink } = await clientFor(playground).chat.getPermalink({ channel, message_ts: reply })
    await page.goto(permalink!)
    await page.locator('#thread').getByText('a late reply').waitFor()
    const parent = page.locator(`#messages [data-ts="${old}"]`)
    await parent.waitFor()
    expect(await parent.evaluate((each) => each.getBoundingClientRect().top > 0)).toBe(true)
    await jump().waitFor()
    expect(await held()).toBeLessThanOrEqual(MOST_HELD)
  })
})
