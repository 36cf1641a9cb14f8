import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { openPlayground } from './playground-and-app.ts'

describe.skipIf(lacksBrowser())('the side panel and the strip above the page', () => {
  let playground: Playground
  let browser: Browser
  let page: Page
  const panel = () => page.getByRole('complementary', { name: 'What is happening' })

  beforeAll(async () => {
    playground = await openPlayground()
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1_400, height: 800 } })
    await page.goto(playground.url)
  })
  afterAll(async () => {
    await browser?.close()
    await playground?.close()
  })

  it('are not there where nothing is told', async () => {
    await page.getByRole('button', { name: 'data-quality' }).waitFor()
    expect(await panel().isVisible()).toBe(false)
    expect(await page.locator('.banner').count()).toBe(0)
  })

  it('Next does what was agreed, and shows what is told after it', async () => {
    let pressed = 0
    playground.onNext(async () => {
      pressed += 1
      playground.narrate({ kicker: 'Act 2 of 2', title: 'It is over', lines: ['Try `/recon list`.'] })
    })
    playground.narrate({ kicker: 'Act 1 of 2', title: 'It begins', lines: ['<b>One</b>'], next: 'Go on' })
    await panel().getByText('Act 1 of 2').waitFor()
    expect(await panel().locator('li').textContent()).toBe('<b>One</b>')
    await panel().getByRole('button', { name: 'Go on' }).click()
    await panel().getByRole('heading', { name: 'It is over' }).waitFor()
    expect(await panel().locator('code').textContent()).toBe('/recon list')
    expect(await panel().getByRole('button', { name: 'Go on' }).count()).toBe(0)
    expect(pressed).toBe(1)
  })

  it('the strip takes room of its own, and goes when it is told no more', async () => {
    const place = async (selector: string) => (await page.locator(selector).boundingBox())!
    playground.narrate({ title: 'Yours', lines: [], banner: 'Nothing goes to Slack <i>' })
    await page.getByRole('note').getByText('Nothing goes to Slack <i>').waitFor()
    const [strip, app] = [await place('.banner'), await place('#app')]
    expect(strip.y).toBe(0)
    expect(app.y).toBe(strip.height)
    expect(app.y + app.height).toBe(800)
    playground.narrate({ title: 'Yours', lines: [] })
    await page.getByRole('note').waitFor({ state: 'detached' })
    expect((await place('#app')).height).toBe(800)
  })
})
