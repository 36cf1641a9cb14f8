import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { broken, openPage } from '../playground/open-page.ts'
import { type Bot, openBot } from '../slack/open-bot.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

describe.skipIf(lacksBrowser())('a digest in Chromium', () => {
  let bot: Bot
  let browser: Browser
  let page: Page
  let digest: Locator
  let number: number

  beforeAll(async () => {
    const digestAt = { cron: '0 9 * * *', zone: 'UTC' }
    bot = await openBot({ notify: { channel: null, digestChannel: '#ops', digestAt, maxCards: 5 } })
    const same = { id: '1', balance: '1.00', email: 'a@x.org', plan: 'pro' }
    bot.crm.rows = [same, { ...same, id: '2' }]
    bot.billing.rows = [same, { ...same, id: '2' }]
    await runDaysAgo(20)
    bot.billing.rows = [same, { ...same, id: '2', balance: '2.00' }]
    await runDaysAgo(3)
    bot.billing.rows = [{ ...same, balance: '3.00' }, same].map((row, at) => ({ ...row, id: String(at + 1) }))
    const [opened] = (await runDaysAgo(0)).discrepancies
    number = opened!.number
    await sendDigest(bot.context, { channel: '#ops', day: new Date().toISOString().slice(0, 10) })
    browser = await openBrowser()
    page = await openPage(browser, bot.playground)
    page.setDefaultTimeout(30_000)
    await page.getByRole('button', { name: 'ops' }).click()
    digest = page.locator('#messages .message', { hasText: 'Digest of' }).first()
    await digest.waitFor()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await bot?.close()
  })

  async function runDaysAgo(days: number) {
    const now = () => new Date(Date.now() - days * DAY_MS)
    const scope = { kind: 'everything' } as const
    return await runReconciliation(
      { ...bot.context, now },
      { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' },
    )
  }

  it('draws the trend of 14 days, says each point by keyboard, and has its numbers as a table', async () => {
    const chart = digest.getByRole('group', { name: /^Line chart: The last 14 days/ })
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    const said = chart.getByRole('status')
    expect(await said.textContent()).toContain('Open at the end')
    for (let point = 1; point < 14; point++) await page.keyboard.press('ArrowRight')
    expect(await said.locator('.tip-title').textContent()).toMatch(/so far$/)
    expect(await said.locator('.tip-line').allTextContents()).toEqual([
      'Open at the end1',
      'Opened1',
      'Resolved1',
    ])
    await digest.getByText('Show as table').click()
    const numbers = await digest
      .getByRole('table', { name: 'The last 14 days' })
      .getByRole('row')
      .allInnerTexts()
    // Ten days of nothing, the one of three days ago, and today another in its place.
    expect(numbers.slice(1).map((row) => row.split('\t').slice(1).join(' '))).toEqual([
      ...Array(10).fill('0 0 0'),
      '1 1 0',
      '1 0 0',
      '1 0 0',
      '1 1 1',
    ])
  })

  it('has a row whose Acknowledge acts and changes the row where it stands', async () => {
    await digest.getByRole('button', { name: `Acknowledge discrepancy ${number}` }).click()
    await digest
      .getByText(/👀 Acknowledged|Acknowledged/)
      .first()
      .waitFor()
    expect(await digest.getByRole('button', { name: `Acknowledge discrepancy ${number}` }).count()).toBe(0)
    expect(await showDiscrepancy(bot.context, number)).toMatchObject({ status: 'acknowledged' })
    expect(broken).toEqual([])
  })
})
