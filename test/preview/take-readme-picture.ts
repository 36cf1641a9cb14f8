import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../src/cli/demo/start-demo.ts'
import { TOUR_STEPS } from '../../src/cli/demo/tour.ts'
import { openBrowser } from '../support/browser.ts'
import { silentLog } from '../support/tracked-files.ts'

const PICTURE = new URL('../../docs/images/demo.png', import.meta.url).pathname

let folder: string
let demo: Demo
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-picture-'))
  demo = await startDemo({ port: 0, folder, byHand: true, log: silentLog })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('takes the picture of the README: the channel at the end of the tour, with the thread of a card', async () => {
  for (let act = 1; act < TOUR_STEPS; act++) await demo.playground.next()
  const page = await openPage()
  const card = cardOf1042(page)
  await card.getByText('came back').first().waitFor()
  await card.getByRole('button', { name: 'Escalate' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click()
  await card.getByText(/Escalated by/).waitFor()
  await card.getByRole('button', { name: /\d repl(y|ies)/ }).click()
  await page
    .locator('#thread')
    .getByText(/was escalated/)
    .first()
    .waitFor()
  await card.scrollIntoViewIfNeeded()
  // Neither the mouse nor the caret is on the picture.
  await page.getByRole('heading', { name: 'data-quality' }).click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: PICTURE, animations: 'disabled' })
  expect(await page.locator('.action-problem').count()).toBe(0)
})

async function openPage(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1_500, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${demo.url}?as=grace`)
  await page.getByRole('button', { name: 'data-quality' }).click()
  return page
}

function cardOf1042(page: Page) {
  return page.locator('#messages .message', { hasText: /id\s*1042/ }).first()
}
