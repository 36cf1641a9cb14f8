import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, BlockAction } from '@slack/bolt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, button, mrkdwn, openPage } from './open-page.ts'
import { clientFor, openApp, openPlayground } from './playground-and-app.ts'

describe.skipIf(lacksBrowser())('several people on the page', () => {
  let folder: string
  let playground: Playground
  let app: App
  let browser: Browser
  let ada: Page
  let grace: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-people-'))
    playground = await openPlayground({ stateFile: join(folder, 'channels.json') })
    app = await openApp(playground, listen)
    browser = await openBrowser()
    ada = await openPage(browser, playground, { person: 'ada' })
    grace = await openPage(browser, playground, { person: 'grace' })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop().catch(() => {})
    await playground?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Whoever claims first has it. Nobody is answered before both have pressed, so it is a race. */
  let owner: string | null = null
  let pressed = 0
  let bothPressed = () => {}
  const both = new Promise<void>((resolve) => {
    bothPressed = resolve
  })

  function listen(bolt: App): void {
    bolt.action<BlockAction>('claim', async ({ ack, body, client, respond }) => {
      await ack()
      pressed += 1
      if (pressed === 2) bothPressed()
      await both
      if (owner !== null)
        return void (await respond({ text: `<@${owner}> was first.`, replace_original: false }))
      owner = body.user.id
      const blocks = [{ type: 'section', text: mrkdwn(`Claimed by <@${owner}>`) }]
      const at = { channel: body.channel!.id, ts: body.message!.ts }
      await client.chat.update({ ...at, text: 'Claimed', blocks: blocks as never })
    })
    bolt.event('app_home_opened', async ({ event, client }) => {
      const blocks = [{ type: 'section', text: mrkdwn(`Queue of <@${event.user}>`) }]
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: blocks as never } })
    })
  }

  const post = (channel: string, text: string, more: object = {}) =>
    clientFor(playground).chat.postMessage({ channel, text, ...more })

  it('two people press one button: one wins, the other is told so alone, both see who it was', async () => {
    const blocks = [
      { type: 'section', text: mrkdwn('Nobody has it') },
      { type: 'actions', elements: [button('claim', 'Claim')] },
    ]
    const { ts } = await post('#data-quality', 'Nobody has it', { blocks })
    const cardOn = (page: Page) => page.locator(`#messages [data-ts="${ts}"]`)
    await Promise.all([ada, grace].map((page) => cardOn(page).getByRole('button', { name: 'Claim' }).click()))
    await Promise.all([ada, grace].map((page) => cardOn(page).getByText('Claimed by').waitFor()))
    const [winner, loser] = owner === playground.people[0]!.id ? [ada, grace] : [grace, ada]
    const told = loser!.locator('.message.is-ephemeral', { hasText: 'was first.' })
    await told.getByText('Only visible to you').waitFor()
    expect(await winner!.locator('.message.is-ephemeral').count()).toBe(0)
    expect(await cardOn(loser!).getByRole('button', { name: 'Claim' }).count()).toBe(0)
    await told.getByRole('button', { name: 'Dismiss message' }).click()
    await told.waitFor({ state: 'detached' })
  })

  it('a thread is read and answered beside the channel, live for both', async () => {
    const { ts } = await post('#data-quality', 'A parent')
    const open = async (page: Page) => {
      await page.locator(`#messages [data-ts="${ts}"]`).hover()
      await page
        .locator(`#messages [data-ts="${ts}"]`)
        .getByRole('button', { name: 'Reply in thread' })
        .click()
      await page.locator('#thread').getByText('A parent').waitFor()
    }
    await open(ada)
    await open(grace)
    await ada.getByRole('textbox', { name: 'Reply…' }).fill('From Ada')
    await ada.keyboard.press('Enter')
    for (const page of [ada, grace]) {
      await page.locator('#thread-messages').getByText('From Ada').waitFor()
      await page.locator(`#messages [data-ts="${ts}"]`).getByRole('button', { name: '1 reply' }).waitFor()
      expect(await page.locator('#messages').getByText('From Ada').count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.locator('#thread').waitFor({ state: 'hidden' })
    }
  })

  it('what one has not read is marked, and stays so for the next person', async () => {
    await post('#finance', 'first news')
    await post('#finance', 'second news')
    const badgeOn = (page: Page) => page.locator('.place', { hasText: 'finance' }).locator('.unread')
    for (const page of [ada, grace]) await badgeOn(page).getByText('2', { exact: true }).waitFor()
    await ada.getByRole('button', { name: 'finance' }).click()
    await ada.locator('.news + .message').getByText('first news').waitFor()
    expect(await badgeOn(ada).count()).toBe(0)
    await ada.reload()
    await ada.locator('#messages').getByText('second news').waitFor()
    expect(await ada.locator('.news').count()).toBe(0)
    await badgeOn(grace).getByText('2', { exact: true }).waitFor()
  })

  it('one window becomes another person, who has an own Home tab and own messages', async () => {
    const { people } = playground
    await post(people[2]!.id, 'for Katherine alone')
    await ada.getByRole('button', { name: /switch person/ }).click()
    await ada.getByRole('menuitem', { name: /Become Katherine/ }).click()
    await ada.getByRole('button', { name: /Katherine Johnson/ }).waitFor()
    await ada.locator('.place', { hasText: 'Counterfoil' }).click()
    await ada.locator('#home').getByText('Queue of @Katherine Johnson').waitFor()
    await ada.getByRole('tab', { name: 'Home' }).focus()
    await ada.keyboard.press('ArrowRight')
    await ada.locator('#messages').getByText('for Katherine alone').waitFor()
    expect(await grace.getByText('for Katherine alone').count()).toBe(0)
  })

  it('it says that the connection is lost, and goes on by itself when the playground is back', async () => {
    const port = Number(new URL(playground.url).port)
    await grace.getByRole('textbox', { name: 'Message #data-quality' }).fill('half a sentence')
    await app.stop()
    await playground.close()
    const away = grace.getByText('Connection lost.')
    await away.waitFor()
    playground = await openPlayground({ port, stateFile: join(folder, 'channels.json') })
    await away.waitFor({ state: 'hidden' })
    await post('#data-quality', 'after the restart')
    await grace.locator('#messages').getByText('after the restart').waitFor()
    await grace.locator('#messages').getByText('Claimed by').waitFor()
    const box = grace.getByRole('textbox', { name: 'Message #data-quality' })
    expect(await box.inputValue()).toBe('half a sentence')
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})
