import type { App, BlockAction } from '@slack/bolt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { clientFor, openApp, openPlayground } from './playground-and-app.ts'

const HOSTILE = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`
const ESCAPED = HOSTILE.replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const plain = (text: string) => ({ type: 'plain_text', text })
const button = (action_id: string, label: string, facts: object = {}) => ({
  type: 'button',
  action_id,
  value: '7',
  text: plain(label),
  ...facts,
})
const card = (state: string) => [
  { type: 'header', text: plain(`Balance differs ${HOSTILE}`) },
  { type: 'section', text: { type: 'mrkdwn', text: `*crm* \`42.50\` ${ESCAPED} ${HOSTILE}` } },
  { type: 'context', elements: [{ type: 'mrkdwn', text: state }] },
  {
    type: 'actions',
    elements: [
      button('acknowledge', 'Acknowledge', { style: 'primary' }),
      button('resolve', 'Resolve'),
      button('escalate', 'Escalate', {
        confirm: {
          title: plain('Escalate?'),
          text: plain('It wakes people.'),
          confirm: plain('Yes'),
          deny: plain('No'),
        },
      }),
      { type: 'overflow', action_id: 'more', options: [{ text: plain('Snooze'), value: 'snooze' }] },
    ],
  },
]
const modal = {
  type: 'modal',
  callback_id: 'resolve',
  title: plain('Resolve #7'),
  submit: plain('Resolve'),
  blocks: [
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
}

describe.skipIf(lacksBrowser())('the page in Chromium', () => {
  let playground: Playground
  let app: App
  let browser: Browser
  let page: Page
  let ts = ''
  const broken: string[] = []

  beforeAll(async () => {
    playground = await openPlayground({ title: 'Northwind' })
    app = await openApp(playground, listen)
    const posted = await clientFor(playground).chat.postMessage({
      channel: '#data-quality',
      text: 'Balance differs',
      blocks: card('New') as never,
    })
    ts = posted.ts!
    browser = await openBrowser()
    page = await openPage('ada')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await playground?.close()
  })

  function listen(bolt: App): void {
    const update = (body: BlockAction, state: string) => ({
      channel: body.channel!.id,
      ts: body.message!.ts,
      text: state,
      blocks: card(state) as never,
    })
    bolt.action<BlockAction>('acknowledge', async ({ ack, body, client }) => {
      await ack()
      await client.chat.update(update(body, `Acknowledged by <@${body.user.id}>`))
    })
    bolt.action<BlockAction>('escalate', async ({ ack, body, client }) => {
      await ack()
      await client.chat.update(update(body, 'Escalated'))
    })
    bolt.action<BlockAction>('more', async ({ ack, respond, action }) => {
      await ack()
      await respond({ text: `Chose ${'selected_option' in action ? action.selected_option?.value : '?'}` })
    })
    bolt.action<BlockAction>('resolve', async ({ ack, body, client }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: modal as never })
    })
    bolt.view('resolve', async ({ ack, view, client }) => {
      const note = view.state.values.note?.text?.value ?? ''
      if (note === 'x') return await ack({ response_action: 'errors', errors: { note: 'Say more.' } })
      await ack()
      await client.chat.postMessage({ channel: '#data-quality', thread_ts: ts, text: `Resolved: ${note}` })
    })
    bolt.command('/recon', async ({ ack, respond, command }) => {
      await ack()
      await respond(`You asked for ${command.text}`)
    })
  }

  async function openPage(person: string): Promise<Page> {
    const opened = await (await browser.newContext()).newPage()
    opened.on('pageerror', (error) => broken.push(error.message))
    opened.on('console', (line) => line.type() === 'error' && broken.push(line.text()))
    await opened.goto(`${playground.url}?as=${person}`)
    await opened.locator('.message').first().waitFor()
    return opened
  }

  const cardOn = (opened: Page) => opened.locator(`#messages [data-ts="${ts}"]`)

  it('a message shows its blocks, and hostile text stays text', async () => {
    const shown = cardOn(page)
    await expect(shown.locator('h3').textContent()).resolves.toBe(`Balance differs ${HOSTILE}`)
    expect(await shown.locator('.section-text').textContent()).toContain(HOSTILE)
    expect(await shown.locator('img, script').count()).toBe(0)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await shown.locator('code').textContent()).toBe('42.50')
  })

  it('a click reaches the app, and the message changes live for everybody', async () => {
    const other = await openPage('grace')
    await cardOn(page).getByRole('button', { name: 'Acknowledge' }).click()
    for (const each of [page, other]) {
      await cardOn(each).getByText('Acknowledged by @Ada Lovelace').waitFor()
      await cardOn(each).getByText('(edited)').waitFor()
    }
    await other.close()
  })

  it('a question is asked before a button acts that wants one', async () => {
    const dialog = page.getByRole('dialog', { name: 'Escalate?' })
    await cardOn(page).getByRole('button', { name: 'Escalate' }).click()
    await dialog.getByRole('button', { name: 'No' }).click()
    expect(await cardOn(page).getByText('Escalated').count()).toBe(0)
    await cardOn(page).getByRole('button', { name: 'Escalate' }).click()
    await dialog.getByRole('button', { name: 'Yes' }).click()
    await cardOn(page).getByText('Escalated').waitFor()
  })

  it('an overflow menu works by keyboard, and its answer is only for oneself', async () => {
    await cardOn(page).getByRole('button', { name: 'More actions' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Snooze' }).waitFor()
    await page.keyboard.press('Enter')
    const answer = page.locator('.message.is-ephemeral', { hasText: 'Chose snooze' })
    await answer.getByText('Only visible to you').waitFor()
  })

  it('a modal opens, shows errors under its inputs, and ends in a reply in the thread', async () => {
    await cardOn(page).getByRole('button', { name: 'Resolve' }).click()
    const dialog = page.getByRole('dialog', { name: 'Resolve #7' })
    const submit = dialog.getByRole('button', { name: 'Resolve' })
    await submit.click()
    await dialog.getByText('Please complete this required field.').waitFor()
    await dialog.getByRole('textbox').fill('x')
    await submit.click()
    await dialog.getByText('Say more.').waitFor()
    await dialog.getByRole('textbox').fill(HOSTILE)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await cardOn(page).getByRole('button', { name: '1 reply' }).click()
    await page.locator('#thread').getByText('Resolved:').waitFor()
    await page.getByRole('button', { name: 'Close thread' }).click()
  })

  it('a slash offers commands, and a command is answered', async () => {
    const box = page.getByRole('textbox', { name: 'Message #data-quality' })
    await box.fill('/re')
    await page.getByRole('option', { name: /\/recon help/ }).waitFor()
    // How it is used, as the manifest says it.
    await page.locator('.hints').getByText('check customers 1042', { exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await box.inputValue()).toBe('/recon help')
    await page.keyboard.press('Enter')
    await page.getByText('You asked for help').waitFor()
  })

  it('what people write is seen by others as text, with a badge where they are not', async () => {
    const other = await openPage('grace')
    await other.getByRole('button', { name: 'finance' }).click()
    await page.getByRole('textbox', { name: 'Message #data-quality' }).fill(HOSTILE)
    await page.keyboard.press('Enter')
    await page.locator('#messages .message', { hasText: `Ada Lovelace` }).getByText(HOSTILE).waitFor()
    await other.locator('.place', { hasText: 'data-quality' }).locator('.unread', { hasText: '1' }).waitFor()
    await other.close()
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})
