import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { type Bot, openBot } from '../slack/open-bot.ts'
import { sampleField } from '../slack/samples.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, openPage } from './open-page.ts'

describe.skipIf(lacksBrowser())('hidden values on the page', () => {
  let bot: Bot
  let browser: Browser

  beforeAll(async () => {
    bot = await openBot({
      fields: [sampleField('email', { sensitive: true })],
      triage: { escalateTo: null, may: { reveal: ['@finance'] } },
    })
    bot.crm.rows = [{ id: '7', balance: '1', email: 'ada@one.example', plan: 'p' }]
    bot.billing.rows = [{ id: '7', balance: '1', email: 'ada@two.example', plan: 'p' }]
    const scope = { kind: 'everything' } as const
    await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
    await bot.playground.nextMessage(({ text }) => /email differs/.test(text))
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await bot?.close()
  })

  /** Chooses "Reveal values" in the menu beside the title of the card. */
  async function reveal(person: string): Promise<Page> {
    const page = await openPage(browser, bot.playground, { person, hash: '#ops' })
    await page.getByRole('button', { name: 'ops', exact: false }).first().click()
    const card = page.locator('#messages .message', { hasText: 'email differs' }).first()
    await card.getByText('•••• B').waitFor()
    expect(await card.textContent()).not.toContain('.example')
    await card.locator('.overflow, [aria-haspopup]').first().click()
    await page.getByText('Reveal values').click()
    return page
  }

  it('shows them to who may, in a message for them alone, and takes them away again', async () => {
    const page = await reveal('ada')
    await page.getByText('ada@').first().waitFor()
    const shown = page.locator('#messages .message', { hasText: 'Only you see this message' })
    expect(await shown.textContent()).toMatch(/crm: ada@one\.example.*billing: ada@two\.example/)
    await shown.getByRole('button', { name: 'Hide' }).click()
    await shown.waitFor({ state: 'detached' })
  })

  it('tells who may not who may', async () => {
    const page = await reveal('grace')
    await page.getByText('Only @finance may reveal values in Customers').waitFor()
    expect(await page.locator('#messages').textContent()).not.toContain('.example')
    expect(broken).toEqual([])
  })
})
