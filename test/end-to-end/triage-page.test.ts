import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Card, type Cards, openCards } from '../slack/open-cards.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'

describe.skipIf(lacksBrowser())('triage in Chromium', () => {
  let cards: Cards
  let card: Card
  let browser: Browser
  let page: Page
  let shown: Locator

  beforeAll(async () => {
    cards = await openCards()
    card = await cards.open()
    browser = await openBrowser()
    page = await (await browser.newContext({ timezoneId: 'Etc/UTC' })).newPage()
    await page.goto(`${cards.bot.playground.url}?as=ada`)
    await page.getByRole('button', { name: 'ops', exact: true }).click()
    shown = page.locator('#messages .message', { hasText: new RegExp(`#${card.number}\\s`) }).first()
    await shown.waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await cards?.bot.close()
  })

  /** Chooses from one of the two menus of the card: beside the title, or beside the buttons. */
  const choose = async (menu: 'title' | 'buttons', label: string) => {
    const menus = shown.getByRole('button', { name: 'More actions' })
    await menus.nth(menu === 'title' ? 0 : 1).click()
    await page.getByRole('menuitem', { name: label, exact: true }).click()
  }

  it('snoozes until a day and time, and undoes it', async () => {
    await choose('buttons', 'Snooze…')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Until when?').waitFor()
    const until = new Date(Math.floor(Date.now() / 60_000) * 60_000 + 3 * 86_400_000)
    await dialog.locator('input[type=datetime-local]').fill(until.toISOString().slice(0, 16))
    await dialog.getByRole('button', { name: 'Snooze' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await shown.getByText('Snoozed').waitFor()
    expect((await card.row()).snooze?.until).toEqual(until)
    await choose('buttons', 'Undo')
    await shown.getByText('Snoozed').waitFor({ state: 'hidden' })
    expect((await card.row()).snooze).toBeNull()
  })

  it('shows a note in the thread, and below it how it went on', async () => {
    await choose('title', 'Add a note…')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Asked billing.\nThey look into it.')
    await dialog.getByRole('button', { name: 'Add the note' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await shown.getByRole('button', { name: 'Acknowledge' }).click()
    await shown.locator('.thread-count').click()
    const thread = page.locator('#thread')
    await thread.getByText('They look into it.').waitFor()
    await thread.getByText(`#${card.number} was acknowledged`).waitFor()
    const kinds = (await card.events()).map(({ kind }) => kind)
    expect(kinds).toEqual(['opened', 'snoozed', 'undone', 'note', 'acknowledged'])
  })
})
