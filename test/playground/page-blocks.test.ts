import type { WebClient } from '@slack/web-api'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, button, mrkdwn, openPage, plain, showBlocks } from './open-page.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe.skipIf(lacksBrowser())('blocks on the page', () => {
  let playground: Playground
  let client: WebClient
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const scopes = ['chat:write', 'chat:write.public', 'files:write', 'files:read', 'reactions:write']
    playground = await openPlayground({ scopes })
    client = clientFor(playground)
    browser = await openBrowser()
    page = await openPage(browser, playground)
  })
  afterAll(async () => {
    await browser?.close()
    await playground?.close()
  })

  const show = (...blocks: object[]) => showBlocks(page, client, blocks)

  it('standard Markdown is drawn as such, and hostile words stay words', async () => {
    const text = [
      '# Report',
      'All **12** rows, [the run](https://example.com) and [not this](javascript:alert(1)) <img src=x>',
      '- one',
      '  - nested',
      '',
      '| side | rows |',
      '|---|---:|',
      '| crm | 12 |',
      '```',
      '**code**',
      '```',
    ].join('\n')
    const drawn = await show({ type: 'markdown', text })
    expect(await drawn.locator('h4').textContent()).toBe('Report')
    expect(await drawn.locator('strong').allInnerTexts()).toEqual(['12'])
    expect(
      await drawn.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href'))),
    ).toEqual(['https://example.com'])
    expect(await drawn.locator('li li').textContent()).toBe('nested')
    expect(await drawn.locator('td').last().getAttribute('class')).toBe('align-right')
    expect(await drawn.locator('pre').textContent()).toBe('**code**')
    expect(await drawn.locator('img').count()).toBe(0)
  })

  it('a container folds by keyboard, a plan shows the state of each task', async () => {
    const drawn = await show(
      {
        type: 'container',
        title: plain('Evidence'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [{ type: 'section', text: mrkdwn('crm says *42.50*') }],
      },
      {
        type: 'plan',
        title: 'Run 88',
        tasks: [
          { type: 'task_card', task_id: '1', title: 'Read crm', status: 'complete' },
          { type: 'task_card', task_id: '2', title: 'Compare', status: 'in_progress' },
        ],
      },
    )
    const inside = drawn.getByText('crm says')
    expect(await inside.isVisible()).toBe(false)
    await drawn.locator('summary').focus()
    await page.keyboard.press('Enter')
    await inside.waitFor({ state: 'visible' })
    await drawn.getByText('1 of 2 done').waitFor()
    expect(await drawn.locator('.task-mark').evaluateAll((all) => all.map((each) => each.ariaLabel))).toEqual(
      ['Complete', 'In progress'],
    )
  })

  it('cards stand in a row that scrolls, and a picture that is gone is told in words', async () => {
    const card = (name: string, url: string) => ({
      type: 'card',
      title: mrkdwn(name),
      hero_image: { type: 'image', image_url: url, alt_text: `Chart of ${name}` },
      actions: [button('open', 'Open')],
    })
    const drawn = await show({
      type: 'carousel',
      elements: [
        card('one', DOT),
        card('two', `${playground.url}none.png`),
        card('three', DOT),
        card('four', DOT),
      ],
    })
    await drawn.getByRole('img', { name: 'Picture cannot be shown: Chart of two' }).waitFor()
    expect(await drawn.getByRole('img', { name: 'Chart of one', exact: true }).count()).toBe(1)
    const track = drawn.locator('.carousel-track')
    await drawn.getByRole('button', { name: 'Further cards' }).click()
    await page.waitForFunction((each) => each!.scrollLeft > 100, await track.elementHandle())
    await drawn.locator('.card').last().getByRole('button', { name: 'Open' }).waitFor()
  })

  it('every block of a gallery is drawn, none as a stranger', async () => {
    const drawn = await show(
      { type: 'header', text: plain('Head') },
      { type: 'divider' },
      { type: 'context', elements: [mrkdwn('small')] },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }], [{ type: 'raw_text', text: 'b' }]] },
      {
        type: 'video',
        title: plain('Film'),
        video_url: 'https://example.com/v',
        thumbnail_url: 'https://example.com/t.png',
        alt_text: 'A film',
      },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said', style: { bold: true } }] },
        ],
      },
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'feedback',
            positive_button: { text: plain('Good'), value: 'good' },
            negative_button: { text: plain('Bad'), value: 'bad' },
          },
        ],
      },
    )
    expect(await drawn.locator('.unsupported').count()).toBe(0)
    expect(await drawn.locator('blockquote strong').textContent()).toBe('said')
    expect(await drawn.getByRole('button', { name: 'Good' }).count()).toBe(1)
    expect(await drawn.getByRole('link', { name: 'Play Film' }).getAttribute('href')).toBe(
      'https://example.com/v',
    )
  })

  it('an open list goes when its message is drawn anew', async () => {
    const select = { type: 'users_select', action_id: 'assign', placeholder: plain('Assign to…') }
    const drawn = await show({ type: 'actions', elements: [select] })
    await drawn.getByRole('combobox').click()
    await page.getByRole('option', { name: 'Grace Hopper' }).waitFor()
    const { channel } = playground.messages('data-quality')[0]!
    await client.chat.update({
      channel,
      ts: (await drawn.getAttribute('data-ts'))!,
      text: 'done',
      blocks: [],
    })
    await page.locator('.options').waitFor({ state: 'detached' })
  })

  it('files have a name, a size and a download, pictures are seen; reactions say who', async () => {
    const { channel } = playground.messages('data-quality')[0]!
    const png = Buffer.from(DOT.split(',')[1]!, 'base64')
    await client.filesUploadV2({
      channel_id: channel,
      initial_comment: 'Two files',
      file_uploads: [
        { file: png, filename: 'trend.png' },
        { file: Buffer.from('id,name\n1,Ada\n'), filename: 'report.csv' },
      ],
    })
    const drawn = page.locator('#messages .message', { hasText: 'report.csv' })
    await drawn.waitFor()
    const facts = drawn.locator('.file-words')
    expect(await facts.allTextContents()).toEqual([
      `trend.pngPNG, ${png.length} bytes`,
      'report.csvCSV, 14 bytes',
    ])
    const picture = drawn.getByRole('img', { name: 'trend.png' })
    await page.waitForFunction(
      (each) => (each as HTMLImageElement).naturalWidth === 1,
      await picture.elementHandle(),
    )
    const saving = page.waitForEvent('download')
    await drawn.getByRole('link', { name: 'Download report.csv' }).click()
    expect((await saving).suggestedFilename()).toBe('report.csv')
    const timestamp = (await drawn.getAttribute('data-ts'))!
    await client.reactions.add({ channel, timestamp, name: 'eyes' })
    expect(await drawn.locator('.reaction').getAttribute('title')).toBe('Counterfoil reacted with :eyes:')
  })

  it('a reply that is sent to the channel as well stands in both', async () => {
    const parent = await client.chat.postMessage({ channel: '#data-quality', text: 'A question' })
    const { ts } = await client.chat.postMessage({
      channel: '#data-quality',
      text: 'For all',
      thread_ts: parent.ts!,
      reply_broadcast: true,
    })
    const drawn = page.locator(`#messages [data-ts="${ts}"]`)
    await drawn.getByText('For all').waitFor()
    await drawn.hover()
    await drawn.getByRole('button', { name: 'Reply in thread' }).click()
    await page.locator('#thread').getByText('A question').waitFor()
    await page.locator('#thread').getByText('For all').waitFor()
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})
