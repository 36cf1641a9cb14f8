import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { playgroundEnvironment } from '../../src/cli/playground-environment.ts'
import { type OwnPlayground, startOwnPlayground } from '../../src/cli/start-own-playground.ts'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Settings } from '../../src/domain/settings.ts'
import { broken, openPage } from '../playground/open-page.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { silentLog } from '../support/tracked-files.ts'
import { writeSettled } from '../support/write-settled.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    notify: { channel: "#ops" }
    triage: { escalate: { to: "@oncall-data" } }
`
const rows = (...plans: string[]) =>
  `id,plan\n${plans.map((plan, place) => `${place + 1},${plan}\n`).join('')}`

describe.skipIf(lacksBrowser())('the bot with a config of its own, in Chromium', () => {
  let folder: string
  let settings: Settings
  let own: OwnPlayground
  let app: App
  let browser: Browser
  let ada: Page
  let grace: Page

  const crm = (...plans: string[]) => writeSettled(join(folder, 'crm.csv'), rows(...plans))
  const billing = (...plans: string[]) => writeSettled(join(folder, 'billing.csv'), rows(...plans))

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-own-'))
    await writeSettled(join(folder, 'counterfoil.yml'), CONFIG)
    await crm('pro', 'free', 'team', 'pro')
    await billing('pro', 'pro', 'pro', 'free')
    settings = await loadSettings(join(folder, 'counterfoil.yml'), {})
    const place = { settings, config: 'counterfoil.yml', port: 0, folder: join(folder, 'data') }
    own = await startOwnPlayground({ ...place, log: silentLog })
    app = own.app
    browser = await openBrowser()
    ada = await openPage(browser, own.playground, { person: 'ada' })
    grace = await openPage(browser, own.playground, { person: 'grace' })
    for (const page of [ada, grace]) {
      page.setDefaultTimeout(30_000)
      await page.getByRole('button', { name: 'ops' }).click()
    }
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await own?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function say(page: Page, text: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Message #ops' }).fill(text)
    await page.keyboard.press('Enter')
  }
  const card = (page: Page, key: number) =>
    page.locator('#messages .message', { hasText: `Customers · id ${key}` }).first()

  it('a run that a person asks for opens a card for each new difference, where nothing was said before', async () => {
    const nothing = grace.locator('#messages').getByText('Nothing has been said here yet.')
    await nothing.waitFor()
    await say(ada, '/recon run customers')
    for (const key of [2, 3, 4]) {
      await card(ada, key).waitFor()
      await card(grace, key).waitFor()
    }
    expect(await card(ada, 1).count()).toBe(0)
    expect(await nothing.isVisible()).toBe(false)
  })

  it('two people press Acknowledge at once: one does it, the other alone is told who was first', async () => {
    const buttons = [ada, grace].map((page) => card(page, 2).getByRole('button', { name: 'Acknowledge' }))
    await Promise.all(buttons.map((button) => button.waitFor()))
    await Promise.all(buttons.map((button) => button.click()))
    const names = ['Ada Lovelace', 'Grace Hopper']
    const by = card(ada, 2).getByText(/Acknowledged by/)
    await by.waitFor()
    const text = (await card(ada, 2).textContent()) ?? ''
    const winner = names.findIndex((name) => text.includes(name))
    const [first, second] = winner === 0 ? [ada, grace] : [grace, ada]
    const told = (page: Page) => page.locator('.message.is-ephemeral', { hasText: names[winner]! })
    await told(second).first().waitFor()
    expect(await told(first).count()).toBe(0)
    expect(await card(second, 2).getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
  })

  it('the Home tab lists what is open, and a button there changes the card in the channel', async () => {
    await grace.getByRole('button', { name: 'Counterfoil', exact: true }).click()
    await grace.getByText('3 open discrepancies').waitFor()
    await grace.getByRole('button', { name: 'Acknowledge' }).first().click()
    const acknowledged = ada.locator('#messages .message', { hasText: 'Acknowledged by @Grace Hopper' })
    const key = [3, 4] as const
    await Promise.race(
      key.map((one) =>
        card(ada, one)
          .getByText(/Acknowledged by/)
          .waitFor(),
      ),
    )
    expect(await acknowledged.count()).toBeGreaterThan(0)
    const home = grace.locator('#home')
    await home.getByRole('button', { name: 'Unassigned 3' }).click()
    await home.getByText('3 unassigned discrepancies').waitFor()
    await home.getByRole('button', { name: 'Reconciliations' }).click()
    await home.getByText(/Last run completed/).waitFor()
    await grace.getByRole('button', { name: 'ops' }).click()
  })

  it('a run over an empty side is held; Accept has it compared again, and what that finds is remembered', async () => {
    const full = ['pro', 'pro', 'pro', 'free']
    await billing()
    await say(ada, '/recon run customers')
    const held = ada.locator('#messages .message', { hasText: 'Customers was held' }).first()
    await held.getByText('billing has no rows').first().waitFor()
    expect(await card(ada, 1).count()).toBe(0)
    await held.getByRole('button', { name: 'Accept' }).click()
    await held
      .getByText(/accepted/i)
      .first()
      .waitFor()
    await card(ada, 1).getByText('missing from billing').first().waitFor()
    await billing(...full)
  })

  it('a bot that stops and starts again is missed and comes back, and the cards from before do what they say', async () => {
    const status = ada.getByText('App not connected')
    await app.stop()
    await status.waitFor()
    await crm('pro', 'free', 'team', 'team')
    const environment = playgroundEnvironment(own.playground, {
      databaseUrl: null,
      dataFolder: join(folder, 'data'),
    })
    app = await startApp({ settings, environment, log: silentLog })
    await ada.getByText('App connected').waitFor()
    await say(ada, '/recon run customers')
    await card(ada, 1)
      .getByText(/Resolved by itself/)
      .waitFor()
    const four = card(ada, 4)
    await four.getByRole('button', { name: 'Escalate' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click()
    await four.getByText(/Escalated by/).waitFor()
    await card(grace, 4)
      .getByText(/Escalated by/)
      .waitFor()
  })

  it('nothing broke on the page', () => {
    expect(broken).toEqual([])
  })
})
