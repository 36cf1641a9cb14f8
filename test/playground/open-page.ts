import type { WebClient } from '@slack/web-api'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Playground } from '../../src/playground/playground.ts'

/** What went wrong inside of a page, in the words of the browser. */
export const broken: string[] = []

/** The page as one person sees it, in a browser context of its own. */
export async function openPage(
  browser: Browser,
  playground: Playground,
  { person = 'ada', hash = '', ...context }: BrowserContextOptions & { person?: string; hash?: string } = {},
): Promise<Page> {
  const page = await (await browser.newContext(context)).newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => broken.push(error.message))
  await page.goto(`${playground.url}?as=${person}${hash}`)
  await page.locator('.place').first().waitFor({ state: 'attached' })
  return page
}

/** Posts blocks, and finds the message as it is drawn. */
export async function showBlocks(page: Page, client: WebClient, blocks: readonly object[]): Promise<Locator> {
  const { ts } = await client.chat.postMessage({
    channel: '#data-quality',
    text: 'words',
    blocks: blocks as never,
  })
  const drawn = page.locator(`#messages [data-ts="${ts}"]`)
  await drawn.waitFor()
  return drawn
}

export const plain = (text: string) => ({ type: 'plain_text', text })
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
export const option = (text: string, value = text.toLowerCase()) => ({ text: plain(text), value })
export const button = (action_id: string, label: string, facts: object = {}) => ({
  type: 'button',
  action_id,
  value: '7',
  text: plain(label),
  ...facts,
})
