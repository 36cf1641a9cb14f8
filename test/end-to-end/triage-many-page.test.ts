import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnPlayground, startOwnPlayground } from '../../src/cli/start-own-playground.ts'
import { loadSettings } from '../../src/config/load-settings.ts'
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
      crm: { source: crm, key: id, dateColumn: day }
      billing: { source: billing, key: id, dateColumn: day }
    fields: { balance: decimal }
    notify: { channel: "#ops", maxCards: 0 }
    guard: { maxDiffering: 100% }
`
const rows = (balance: string) =>
  `id,balance,day\n${Array.from({ length: 30 }, (_, place) => `${place + 1},${balance},${dayOf(place)}\n`).join('')}`
/** Three records a day. */
const dayOf = (place: number) => `2026-10-${String(Math.floor(place / 3) + 10)}`

describe.skipIf(lacksBrowser())('many at once, in Chromium', () => {
  let folder: string
  let own: OwnPlayground
  let browser: Browser
  let ada: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-many-'))
    await writeSettled(join(folder, 'counterfoil.yml'), CONFIG)
    await writeSettled(join(folder, 'crm.csv'), rows('42.50'))
    await writeSettled(join(folder, 'billing.csv'), rows('4250.00'))
    const settings = await loadSettings(join(folder, 'counterfoil.yml'), {})
    const place = { settings, config: 'counterfoil.yml', port: 0, folder: join(folder, 'data') }
    own = await startOwnPlayground({ ...place, log: silentLog })
    browser = await openBrowser()
    ada = await openPage(browser, own.playground, { person: 'ada' })
    ada.setDefaultTimeout(30_000)
    await ada.getByRole('button', { name: 'ops' }).click()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await own?.app.stop()
    await own?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const say = async (text: string) => {
    await ada.getByRole('textbox', { name: 'Message #ops' }).fill(text)
    await ada.keyboard.press('Enter')
  }

  it('the Home tab pages through 30, and a row of the second page acts without turning back', async () => {
    await say('/recon run customers')
    await ada
      .locator('#messages .message', { hasText: '30 more discrepancies in Customers' })
      .first()
      .waitFor()
    await ada.getByRole('button', { name: 'Counterfoil', exact: true }).click()
    const home = ada.locator('#home')
    await home.getByRole('button', { name: 'All open 30' }).click()
    await home.getByText('shows 1-20').waitFor()
    /** A notice above the rows may name one of them too. */
    const numbers = async () => [
      ...new Set((await home.getByText(/^#\d+$/).allTextContents()).map((text) => Number(text.slice(1)))),
    ]
    const first = await numbers()
    await home.getByRole('button', { name: 'Next 10' }).click()
    await home.getByText('shows 21-30').waitFor()
    const second = await numbers()
    expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([20, 10, 30])
    const [number] = second
    await home.getByRole('button', { name: `Acknowledge discrepancy ${number}` }).click()
    await home.getByText('👀 Acknowledged').first().waitFor()
    expect(await numbers()).toEqual(second)
    expect(await home.getByRole('button', { name: `Acknowledge discrepancy ${number}` }).count()).toBe(0)
    await home.getByRole('button', { name: 'Previous 20' }).click()
    await home.getByText('shows 1-20').waitFor()
    expect(await numbers()).toEqual(first)
    await ada.getByRole('button', { name: 'ops' }).click()
  }, 120_000)

  it('the window of /recon check compares a record, or the records of days, and answers where it was asked', async () => {
    const dialog = ada.getByRole('dialog', { name: 'Check now' })
    const ask = async (fill: () => Promise<void>) => {
      await say('/recon check')
      await dialog.getByRole('combobox', { name: 'Reconciliation' }).fill('cust')
      await ada.getByRole('option', { name: 'Customers' }).click()
      await fill()
      await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    }
    const answer = (text: string) => ada.locator('#messages .message.is-ephemeral', { hasText: text }).last()
    await ask(async () => {})
    await dialog.getByText('Write the key of a record, or choose days below.').waitFor()
    await dialog.getByRole('textbox', { name: 'Key of the record' }).fill('7')
    await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await answer('Customers · id 7').getByText('1 of 1 field does not agree').waitFor()
    await ask(async () => {
      const days = dialog.locator('input[type=date]')
      await days.first().fill('2026-10-10')
      await days.last().fill('2026-10-11')
    })
    await dialog.waitFor({ state: 'hidden' })
    await answer('Customers, 2026-10-10..2026-10-11').getByText('6 values differ').waitFor()
    expect(broken).toEqual([])
  }, 120_000)

  it('Triage 30 does one thing to all of them, and the message in the channel shows it', async () => {
    const group = ada.locator('#messages .message', { hasText: '30 more discrepancies in Customers' }).first()
    await group.getByText('balance differs: one is exactly 100 times the other').waitFor()
    await group.getByRole('button', { name: 'Triage 30' }).click()
    const dialog = ada.getByRole('dialog', { name: 'Triage' })
    await dialog.getByText('30 discrepancies fit').waitFor()
    await dialog.getByRole('combobox', { name: 'What to do' }).click()
    await ada.getByRole('option', { name: 'Resolve' }).click()
    await dialog.getByRole('combobox', { name: 'Why are they resolved?' }).click()
    await ada.getByRole('option', { name: 'Expected difference' }).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Resolved 30 of 30 discrepancies in Customers').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await group.getByText('all resolved').first().waitFor()
    expect(broken).toEqual([])
  }, 120_000)
})
