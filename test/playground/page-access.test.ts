import type { App, BlockAction } from '@slack/bolt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, button, mrkdwn, openPage, option, plain } from './open-page.ts'
import { openApp, openPlayground } from './playground-and-app.ts'

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }

describe.skipIf(lacksBrowser())('the page for every eye, hand and screen', () => {
  let playground: Playground
  let app: App
  let browser: Browser

  beforeAll(async () => {
    playground = await openPlayground()
    app = await openApp(playground, listen)
    browser = await openBrowser()
    const message = { channel: '#data-quality', text: 'Balance differs', blocks: CARD as never }
    const { ts, channel } = await app.client.chat.postMessage(message)
    await app.client.chat.postMessage({ channel: channel!, thread_ts: ts!, text: 'A reply' })
    const [ada] = playground.people
    await app.client.chat.postEphemeral({ channel: channel!, user: ada!.id, text: 'For *you* alone' })
    await app.client.views.publish({
      user_id: ada!.id,
      view: { type: 'home', blocks: CARD.slice(0, 3) as never },
    })
    playground.narrate({ title: 'What is happening', lines: ['Press *Acknowledge* on a card.'] })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await playground?.close()
  })

  function listen(bolt: App): void {
    bolt.action<BlockAction>('resolve', async ({ ack, body, client }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: MODAL as never })
    })
    bolt.view('resolve', async ({ ack, client, view }) => {
      await ack()
      const note = view.state.values.note?.it?.value ?? ''
      await client.chat.postMessage({ channel: '#data-quality', text: `Resolved: ${note}` })
    })
    bolt.command('/recon', async ({ ack, respond, command }) => {
      await ack()
      await respond(`You asked for ${command.text}`)
    })
  }

  const card = (page: Page) => page.locator('#messages .message').first()

  it('on a phone nothing scrolls sideways: channel, thread, modal, Home, sidebar', async () => {
    const page = await openPage(browser, playground, PHONE)
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await card(page).locator('.chart svg').waitFor()
    expect(await sideways()).toBe(0)
    const list = page.locator('#messages')
    expect(await list.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0)
    await card(page).getByRole('button', { name: '1 reply' }).tap()
    await page.locator('#thread').getByText('A reply').waitFor()
    expect(await sideways()).toBe(0)
    await page.getByRole('button', { name: 'Close thread' }).tap()
    await card(page).getByRole('button', { name: 'Resolve' }).tap()
    const dialog = page.getByRole('dialog')
    const box = (await dialog.boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(390)
    await dialog.getByRole('combobox').tap()
    const options = (await page.locator('.options').boundingBox())!
    expect(options.x + options.width).toBeLessThanOrEqual(390)
    await page.getByRole('option', { name: 'Fixed' }).tap()
    await page.locator('.options').waitFor({ state: 'hidden' })
    await dialog.getByRole('button', { name: 'Cancel' }).tap()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Show channels' }).tap()
    await page.locator('.place', { hasText: 'Counterfoil' }).tap()
    await page.locator('#home').getByText('Balance differs').waitFor()
    expect(await sideways()).toBe(0)
    await page.context().close()
  })

  it.each(['light', 'dark'] as const)('in %s every word stands out from its ground', async (colorScheme) => {
    const page = await openPage(browser, playground, { colorScheme, reducedMotion: 'reduce' })
    await card(page).locator('.chart svg').waitFor()
    const ground = await page.evaluate(
      () => getComputedStyle(document.getElementById('conversation')!).backgroundColor,
    )
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(26, 29, 33)' : 'rgb(255, 255, 255)')
    expect(await page.evaluate(faintWords)).toEqual([])
    await page.getByRole('textbox', { name: 'Message #data-quality' }).fill('/recon')
    await page.getByText('check customers 1042', { exact: true }).waitFor()
    expect(await page.evaluate(faintWords)).toEqual([])
    await page.getByRole('textbox', { name: 'Message #data-quality' }).fill('')
    await card(page).getByRole('button', { name: 'Resolve' }).click()
    await page.getByRole('dialog').getByRole('combobox').click()
    await page.locator('.options').waitFor()
    expect(await page.evaluate(faintWords)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.context().close()
  })

  it('everything is reached by keyboard: command, message, menu, modal, person', async () => {
    const page = await openPage(browser, playground)
    await card(page).waitFor()
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
    await press('Tab', 'Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('composer')
    await page.keyboard.type('/recon st')
    await press('Tab', 'Enter')
    await page.getByText('You asked for status').waitFor()
    await press('Shift+Tab')
    expect(await focused()).toBe('Dismiss message')
    await press('ArrowUp')
    expect(await focused()).toContain('For you alone')
    await press('ArrowUp')
    expect(await focused()).toContain('Balance differs')
    while ((await focused()) !== 'Resolve') await press('Tab')
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(outline).toBe('solid')
    await press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Resolve #7' })
    await dialog.waitFor()
    await page.keyboard.type('by hand')
    await press('Tab', 'ArrowDown')
    await page.getByRole('option', { name: 'Fixed' }).waitFor()
    await press('ArrowDown', 'Enter')
    expect(await dialog.getByRole('combobox').inputValue()).toBe('Known lag')
    while ((await focused()) !== 'Save') await press('Tab')
    await press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('#messages').getByText('Resolved: by hand').waitFor()
    expect(await focused()).toBe('Resolve')
    await page.getByRole('button', { name: /switch person/ }).focus()
    await press('Enter', 'ArrowDown', 'Enter')
    await page.getByRole('button', { name: /Katherine Johnson/ }).waitFor()
    await page.context().close()
  })

  it('what can be used has a name for those who cannot see it', async () => {
    const page = await openPage(browser, playground)
    await card(page).locator('.chart svg').waitFor()
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, textarea, img, [role=combobox], [tabindex="0"]')]
        .filter((each) => each.checkVisibility())
        .filter((each) => {
          const labelled = each.getAttribute('aria-labelledby')
          const label = labelled === null ? null : document.getElementById(labelled)?.textContent
          const own = each.getAttribute('aria-label') ?? each.getAttribute('alt') ?? label ?? each.textContent
          return (own ?? '').trim() === '' && each.closest('label') === null
        })
        .map((each) => each.outerHTML.slice(0, 120)),
    )
    expect(nameless).toEqual([])
    await page.context().close()
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})

/** Runs in the page: visible words whose contrast is below what WCAG AA asks, with the contrast they have. */
function faintWords(): string[] {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
  const paint = (colours: string[]) => {
    for (const colour of ['#fff', ...colours]) {
      pen.fillStyle = colour
      pen.fillRect(0, 0, 1, 1)
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const light = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((each) => {
      const share = each / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundsOf = (element: Element) => {
    const grounds: string[] = []
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      grounds.unshift(getComputedStyle(at).backgroundColor)
    }
    return grounds
  }
  const root = document.querySelector('dialog[open]') ?? document.body
  return [...root.querySelectorAll<HTMLElement>('*')]
    .filter(
      (each) =>
        each.checkVisibility({ opacityProperty: true }) &&
        !each.matches('svg *, .avatar, .emoji, :disabled *, :disabled'),
    )
    .filter((each) =>
      [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim() !== ''),
    )
    .flatMap((each) => {
      const style = getComputedStyle(each)
      const grounds = groundsOf(each)
      const [a, b] = [light(paint(grounds)), light(paint([...grounds, style.color]))].sort((x, y) => y - x)
      const contrast = (a! + 0.05) / (b! + 0.05)
      const isLarge = Number.parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700
      return contrast < (isLarge ? 3 : 4.5)
        ? [`${contrast.toFixed(2)} ${each.className}: ${each.textContent}`]
        : []
    })
}

const DAYS = ['Mon', 'Tue', 'Wed']
const CARD = [
  { type: 'header', text: plain('Balance differs') },
  {
    type: 'section',
    text: mrkdwn(
      '*crm* `42.50` <https://example.com|run 88> <!here> <!date^1794000000^{date_short} {time}|then>',
    ),
    accessory: { type: 'overflow', action_id: 'more', options: [option('Snooze')] },
  },
  { type: 'context', elements: [mrkdwn('Seen 41 times :no_such_emoji:')] },
  {
    type: 'actions',
    elements: [
      button('acknowledge', 'Acknowledge', { style: 'primary' }),
      button('resolve', 'Resolve'),
      button('escalate', 'Escalate', { style: 'danger' }),
      { type: 'users_select', action_id: 'assign', placeholder: plain('Assign to…') },
    ],
  },
  {
    type: 'data_visualization',
    title: 'Open by day',
    chart: {
      type: 'bar',
      series: [{ name: 'payments', data: DAYS.map((label, index) => ({ label, value: index })) }],
      axis_config: { categories: DAYS },
    },
  },
  {
    type: 'data_table',
    caption: 'A wide table',
    rows: [1, 2].map((row) =>
      Array.from({ length: 12 }, (_, index) => ({ type: 'raw_text', text: `a long cell ${row} ${index}` })),
    ),
  },
]

const MODAL = {
  type: 'modal',
  callback_id: 'resolve',
  title: plain('Resolve #7'),
  submit: plain('Save'),
  blocks: [
    { type: 'alert', level: 'warning', text: mrkdwn('It changed *meanwhile*.') },
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      hint: plain('What was wrong'),
      element: { type: 'plain_text_input', action_id: 'it' },
    },
    {
      type: 'input',
      block_id: 'reason',
      optional: true,
      label: plain('Reason'),
      element: { type: 'static_select', action_id: 'it', options: [option('Fixed'), option('Known lag')] },
    },
  ],
}
