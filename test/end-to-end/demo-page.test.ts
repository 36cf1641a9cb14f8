import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/cli/demo/start-demo.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { silentLog } from '../support/tracked-files.ts'

describe.skipIf(lacksBrowser())('the demo in Chromium', () => {
  let folder: string
  let demo: Demo
  let browser: Browser
  let page: Page
  const broken: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-e2e-'))
    demo = await startDemo({ port: 0, folder, story: false, log: silentLog })
    browser = await openBrowser()
    page = await openPage('ada')
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function openPage(person: string): Promise<Page> {
    const opened = await (await browser.newContext()).newPage()
    opened.on('pageerror', (error) => broken.push(error.message))
    await opened.goto(`${demo.url}?as=${person}`)
    await opened.getByRole('button', { name: 'data-quality' }).click()
    return opened
  }

  /** Cards that nobody has touched yet, by number. */
  async function openCard(of: Page, position: number): Promise<{ card: Locator; number: number }> {
    const untouched = of.locator('#messages .message', {
      has: of.getByRole('button', { name: 'Acknowledge' }),
    })
    await untouched.nth(position).waitFor()
    const text = await untouched.nth(position).textContent()
    const number = Number(/#(\d+)/.exec(text ?? '')?.[1])
    return {
      card: of.locator('#messages .message', { hasText: new RegExp(`#${number}\\s`) }).first(),
      number,
    }
  }

  const stored = async (number: number) => (await findDiscrepancy(demo.app.context.db, number))!

  it('a card stands in the channel, Acknowledge changes it for everybody, and the tracker agrees', async () => {
    const other = await openPage('grace')
    const { card, number } = await openCard(page, 0)
    expect(await stored(number)).toMatchObject({ status: 'new' })
    await card.getByRole('button', { name: 'Acknowledge' }).click()
    for (const each of [page, other]) {
      const same = each.locator('#messages .message', { hasText: new RegExp(`#${number}\\s`) }).first()
      await same.getByText(/Acknowledged by/).waitFor()
      await same.getByText('@Ada Lovelace').first().waitFor()
      expect(await same.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    }
    const { status, statusBy } = await stored(number)
    expect(status).toBe('acknowledged')
    expect(statusBy).toMatchObject({ kind: 'person', surface: 'slack' })
    const events = await listEvents(demo.app.context.db, number)
    expect(events.map(({ kind }) => kind)).toEqual(['opened', 'acknowledged'])
    await other.close()
  })

  it('Resolve asks why, looks at the sides, and the card shows who resolved it all the same', async () => {
    const { card, number } = await openCard(page, 0)
    await card.getByRole('button', { name: 'Resolve' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').click()
    await page.getByRole('option', { name: 'Fixed at the source' }).click()
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Agreed with billing')
    await dialog.getByRole('button', { name: 'Resolve' }).click()
    await dialog.getByText(/still differs/).waitFor()
    await dialog.getByRole('button', { name: 'Resolve anyway' }).click()
    await dialog.getByText('Not verified').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await card.getByText(/Resolved by/).waitFor()
    // The demo goes on running, and what still differs comes back.
    const events = await listEvents(demo.app.context.db, number)
    expect(events.find(({ kind }) => kind === 'resolved')).toMatchObject({
      actor: { kind: 'person', surface: 'slack' },
      reason: 'fixed',
      note: 'Agreed with billing',
      details: { check: { word: 'differed' } },
    })
  })

  it('Escalate asks whom to call, and calls them in the thread of the card', async () => {
    const { card, number } = await openCard(page, 0)
    await card.getByRole('button', { name: 'Escalate' }).click()
    await page.getByRole('dialog').getByText(/Calls/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click()
    await card.getByText(/Escalated by/).waitFor()
    await card.getByRole('button', { name: '1 reply' }).click()
    await page.locator('#thread').getByText(`#${number} was escalated`).first().waitFor()
    await page.getByRole('button', { name: 'Close thread' }).click()
    expect(await stored(number)).toMatchObject({ status: 'escalated' })
  })

  it('a slash command compares one record now and shows every field side by side', async () => {
    const { number } = await openCard(page, 0)
    const [key] = Object.values((await stored(number)).finding.key)
    const box = page.getByRole('textbox', { name: 'Message #data-quality' })
    await box.fill(`/recon check customers ${key}`)
    await page.keyboard.press('Enter')
    const answer = page.locator('.message.is-ephemeral', { hasText: `${key}` }).last()
    await answer.getByText('Only visible to you').waitFor()
  })

  it('a record that is repaired at its source resolves its card by itself', async () => {
    const { card, number } = await openCard(page, 0)
    const key = Object.values((await stored(number)).finding.key)[0]!
    await demo.systems.apply(
      (['crm', 'billing', 'warehouse'] as const).map((system) => ({ type: 'restore', system, key })),
    )
    const box = page.getByRole('textbox', { name: 'Message #data-quality' })
    await box.fill(`/recon check customers ${key}`)
    await page.keyboard.press('Enter')
    await card
      .getByText(/Resolved/)
      .first()
      .waitFor()
    expect(await stored(number)).toMatchObject({ status: 'resolved', statusBy: { kind: 'run' } })
  })

  it('nothing broke on the page', () => {
    expect(broken).toEqual([])
  })
})
