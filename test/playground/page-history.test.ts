import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { takeState } from '../../src/playground/state/take-state.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { createWorkspace } from '../../src/playground/workspace/create-workspace.ts'
import { addMessage } from '../../src/playground/workspace/messages.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

/** Two full stretches and a half. */
const COUNT = 750

let folder: string
let playground: Playground
let channel: string
let old: Message
let reply: Message

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-history-'))
  const stateFile = join(folder, 'channels.json')
  await writeFile(stateFile, JSON.stringify(manyMessages()))
  playground = await openPlayground({ stateFile })
})
afterAll(async () => {
  await playground?.close()
  await rm(folder, { recursive: true, force: true })
})

/** `message 1` to `message 750`, of which the twentieth has a reply. */
function manyMessages() {
  const postRate = { perSecond: 1, burst: 1 }
  const workspace = createWorkspace({ title: '', channels: ['finance'], postRate, now: () => new Date() })
  channel = [...workspace.conversations.keys()][0]!
  const say = (text: string, threadTs: string | null = null) =>
    addMessage(workspace, { channel, author: workspace.bot.id, text, threadTs })
  const said = Array.from({ length: COUNT }, (_, index) => say(`message ${index + 1}`))
  old = said[19]!
  reply = say('a late reply', old.ts)
  return takeState(workspace)
}

describe('what the page asks for', () => {
  const ask = async (facts: object) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ user: 'ada', channel, ...facts })
    return (await fetch(`${playground.url}do/earlier`, { method: 'POST', headers, body })).json()
  }

  it('every message is reached, stretch by stretch, each once', async () => {
    const texts: string[] = []
    let before: string | null = null
    do {
      const answer = await ask({ before })
      texts.unshift(...answer.messages.map((each: Message) => each.text))
      before = answer.from
    } while (before !== null)
    const all = Array.from({ length: COUNT }, (_, index) => `message ${index + 1}`)
    expect(texts.filter((text) => text !== 'a late reply')).toEqual(all)
    expect(texts).toHaveLength(COUNT + 1)
  })

  it('it says so when the message to go back to is gone', async () => {
    expect(await ask({ backTo: '1.000000' })).toMatchObject({ ok: false, problem: expect.any(String) })
  })
})

describe.skipIf(lacksBrowser())('a long channel in Chromium', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage()
    await open('')
  })

  async function open(hash: string): Promise<void> {
    await page.goto(`${playground.url}?as=ada${hash}`)
    await message(COUNT).waitFor()
  }
  const message = (number: number) =>
    page.locator('#messages').getByText(`message ${number}`, { exact: true })
  const shown = () => page.locator('#messages .message').count()
  const button = () => page.getByRole('button', { name: 'Show earlier messages' })

  it('older messages come when they are asked for, and the reader stays in place', async () => {
    expect(await shown()).toBe(300)
    await button().scrollIntoViewIfNeeded()
    const heightOf = async () => (await message(COUNT - 298).boundingBox())!.y
    const before = await heightOf()
    await button().click()
    await message(COUNT - 300).waitFor()
    expect(await shown()).toBe(600)
    expect(Math.abs((await heightOf()) - before)).toBeLessThan(2)
    await button().focus()
    await page.keyboard.press('Enter')
    await message(1).waitFor()
    expect(await shown()).toBe(COUNT)
    expect(await button().count()).toBe(0)
  })

  it('a change of an older message waits until it is shown, then it is up to date', async () => {
    const client = clientFor(playground)
    await client.chat.update({ channel, ts: old.ts, text: 'changed long after' })
    await client.chat.postMessage({ channel, text: 'newest' })
    await page.locator('#messages').getByText('newest', { exact: true }).waitFor()
    expect(await page.getByText('changed long after').count()).toBe(0)
    await button().click()
    await message(COUNT - 300).waitFor()
    await button().click()
    await page.getByText('changed long after').waitFor()
    const texts = await page.locator('#messages .message').allInnerTexts()
    expect(texts[19]).toContain('changed long after')
  })

  it('a link to an older reply opens its thread', async () => {
    const { permalink } = await clientFor(playground).chat.getPermalink({ channel, message_ts: reply.ts })
    await page.goto(permalink!)
    await page.locator('#thread').getByText('a late reply').waitFor()
    await page.locator(`#messages [data-ts="${old.ts}"]`).waitFor()
  })
})
