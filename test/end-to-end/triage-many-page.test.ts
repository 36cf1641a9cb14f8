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
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal }
    notify: { channel: "#ops", maxCards: 0 }
    guard: { maxDiffering: 100% }
`
const rows = (balance: string) =>
  `id,balance\n${Array.from({ length: 30 }, (_, place) => `${place + 1},${balance}\n`).join('')}`

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

  it('Triage 30 does one thing to all of them, and the message in the channel shows it', async () => {
    await ada.getByRole('textbox', { name: 'Message #ops' }).fill('/recon run customers')
    await ada.keyboard.press('Enter')
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
