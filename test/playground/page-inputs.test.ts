import type { App, BlockAction, ViewStateValue } from '@slack/bolt'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, button, mrkdwn, openPage, option, plain } from './open-page.ts'
import { openApp, openPlayground } from './playground-and-app.ts'

const CUSTOMERS = ['1042 Ada', '1043 Grace', '2042 Katherine']

type Element = { readonly type: string }

describe.skipIf(lacksBrowser())('inputs on the page', () => {
  let playground: Playground
  let app: App
  let browser: Browser
  let page: Page
  let wanted: object = {}
  let submitted: Record<string, Record<string, ViewStateValue>> = {}
  const used: BlockAction['actions'] = []

  beforeAll(async () => {
    playground = await openPlayground()
    app = await openApp(playground, listen)
    browser = await openBrowser()
    page = await openPage(browser, playground)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await playground?.close()
  })
  beforeEach(() => {
    used.length = 0
    submitted = {}
  })

  function listen(bolt: App): void {
    bolt.command('/recon', async ({ ack, body, client }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: wanted as never })
    })
    bolt.action<BlockAction>('push', async ({ ack, body, client }) => {
      await ack()
      await client.views.push({ trigger_id: body.trigger_id, view: modal('Second', []) as never })
    })
    bolt.action<BlockAction>(/.*/, async ({ ack, body }) => {
      used.push(...body.actions)
      await ack()
    })
    bolt.options(/.*/, async ({ ack, payload }) => {
      const fitting = CUSTOMERS.filter((each) => each.includes(payload.value))
      await ack({ options: fitting.map((each) => option(each)) as never })
    })
    bolt.view('inputs', async ({ ack, view }) => {
      submitted = view.state.values
      await ack()
    })
  }

  /** Opens a modal with these elements, each in a block of its own name. */
  async function open(elements: Record<string, Element>, first: object[] = []): Promise<Locator> {
    const inputs = Object.entries(elements).map(([name, element]) => ({
      type: 'input',
      block_id: name,
      optional: true,
      label: plain(name),
      element: { action_id: 'it', ...element },
    }))
    wanted = modal('Inputs', [...first, ...inputs])
    await page.getByRole('textbox', { name: 'Message #data-quality' }).fill('/recon')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Inputs' })
    await dialog.waitFor()
    return dialog
  }

  async function submit(dialog: Locator): Promise<typeof submitted> {
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    return submitted
  }

  it('text, addresses, numbers, dates and times are sent as Slack sends them', async () => {
    const dialog = await open({
      words: { type: 'plain_text_input' },
      mail: { type: 'email_text_input' },
      link: { type: 'url_text_input' },
      amount: { type: 'number_input', is_decimal_allowed: true } as Element,
      day: { type: 'datepicker' },
      hour: { type: 'timepicker' },
      moment: { type: 'datetimepicker' },
    })
    await dialog.getByLabel('words').fill('hello')
    await dialog.getByLabel('mail').fill('ada@example.com')
    await dialog.getByLabel('link').fill('https://example.com')
    await dialog.getByLabel('amount').fill('4.50')
    await dialog.getByLabel('day').fill('2026-11-05')
    await dialog.getByLabel('hour').fill('09:30')
    await dialog.getByLabel('moment').fill('2026-11-05T09:30')
    expect(await submit(dialog)).toMatchObject({
      words: { it: { value: 'hello' } },
      mail: { it: { value: 'ada@example.com' } },
      link: { it: { value: 'https://example.com' } },
      amount: { it: { value: '4.50' } },
      day: { it: { selected_date: '2026-11-05' } },
      hour: { it: { selected_time: '09:30' } },
      // The viewer's zone decides what half past nine is.
      moment: { it: { selected_date_time: new Date('2026-11-05T09:30').getTime() / 1000 } },
    })
  })

  it('selects are searched and chosen by keyboard, one answer or several', async () => {
    const [ada, grace] = playground.people
    const options = ['Fixed', 'Known lag', 'Not a problem'].map((each) => option(each))
    const dialog = await open({
      reason: { type: 'static_select', options } as Element,
      tags: { type: 'multi_static_select', options, initial_options: [options[0]] } as Element,
      owner: { type: 'users_select' },
      watchers: { type: 'multi_users_select', initial_users: [ada!.id] } as Element,
      channel: { type: 'conversations_select' },
    })
    const combo = (name: string) => dialog.getByRole('combobox', { name })
    await combo('reason').focus()
    await page.keyboard.type('lag')
    await page.getByRole('option').waitFor()
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Known lag'])
    await page.keyboard.press('Enter')
    expect(await combo('reason').inputValue()).toBe('Known lag')
    await combo('tags').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'Not a problem' }).click()
    await combo('owner').click()
    await page.getByRole('option', { name: 'Grace Hopper' }).click()
    await combo('watchers').focus()
    await page.keyboard.press('Backspace')
    await page.keyboard.type('grace')
    await page.getByRole('option', { name: 'Grace Hopper' }).waitFor()
    await page.keyboard.press('Enter')
    await combo('channel').click()
    await page.getByRole('option', { name: '#finance' }).click()
    const finance = await channelId('finance')
    expect(await submit(dialog)).toMatchObject({
      reason: { it: { selected_option: { value: 'known lag' } } },
      tags: { it: { selected_options: [{ value: 'fixed' }, { value: 'not a problem' }] } },
      owner: { it: { selected_user: grace!.id } },
      watchers: { it: { selected_users: [grace!.id] } },
      channel: { it: { selected_conversation: finance } },
    })
  })

  it('an external select asks the app for what fits, and what is only typed is no choice', async () => {
    const dialog = await open({
      record: { type: 'external_select', min_query_length: 2 } as Element,
      many: { type: 'multi_external_select', min_query_length: 2, max_selected_items: 2 } as Element,
      empty: { type: 'external_select' },
    })
    const combo = (name: string) => dialog.getByRole('combobox', { name })
    await combo('record').click()
    await page.getByText('Type at least 2 characters.').waitFor()
    await page.keyboard.type('104')
    await page.getByRole('option', { name: '1043 Grace' }).click()
    for (const wished of ['1042 Ada', '2042 Katherine']) {
      await combo('many').fill('42')
      await page.getByRole('option', { name: wished }).click()
    }
    await combo('many').fill('1043')
    await page.getByRole('option', { name: '1043 Grace' }).click()
    await page.getByText('At most 2 can be chosen.').waitFor()
    await combo('empty').fill('nobody')
    expect(await submit(dialog)).toMatchObject({
      record: { it: { selected_option: { value: '1043 grace' } } },
      many: { it: { selected_options: [{ value: '1042 ada' }, { value: '2042 katherine' }] } },
      empty: { it: { selected_option: null } },
    })
  })

  it('formatted text is sent as a block of formatted text', async () => {
    const dialog = await open({ note: { type: 'rich_text_input' } })
    const area = dialog.getByRole('textbox', { name: 'note' })
    await area.fill('so much')
    await area.press('ControlOrMeta+a')
    await dialog.getByRole('button', { name: 'Bold' }).click()
    const pieces = [{ type: 'text', text: 'so much', style: { bold: true } }]
    expect(await submit(dialog)).toMatchObject({
      note: {
        it: {
          rich_text_value: {
            type: 'rich_text',
            elements: [{ type: 'rich_text_section', elements: pieces }],
          },
        },
      },
    })
  })

  it('a pushed modal lies on the first, Escape goes back, and what was typed is still there', async () => {
    const dialog = await open({ words: { type: 'plain_text_input' } }, [
      { type: 'actions', elements: [button('push', 'More')] },
    ])
    await dialog.getByLabel('words').fill('half a sentence')
    await dialog.getByRole('button', { name: 'More' }).click()
    const second = page.getByRole('dialog', { name: 'Second' })
    await second.getByRole('button', { name: 'Back' }).waitFor()
    // The focus cannot leave the window.
    for (let press = 0; press < 6; press += 1) {
      await page.keyboard.press('Tab')
      const where = await page.evaluate(
        "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
      )
      expect(where).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor()
    expect(await dialog.getByLabel('words').inputValue()).toBe('half a sentence')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('inputs that dispatch tell the app while one is at them', async () => {
    const dialog = await open({})
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    const typed = { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } }
    wanted = modal('Live', [
      {
        type: 'input',
        block_id: 'live',
        dispatch_action: true,
        label: plain('live'),
        element: { type: 'plain_text_input', action_id: 'it', ...typed },
      },
    ])
    await page.getByRole('textbox', { name: 'Message #data-quality' }).fill('/recon')
    await page.keyboard.press('Enter')
    const live = page.getByRole('dialog', { name: 'Live' })
    await live.getByLabel('live').pressSequentially('ab')
    await expect.poll(() => used.map((each) => ('value' in each ? each.value : null))).toEqual(['a', 'ab'])
    await page.keyboard.press('Escape')
    await live.waitFor({ state: 'hidden' })
  })

  it('elements in a message are used at once', async () => {
    const elements = [
      { type: 'datepicker', action_id: 'day' },
      { type: 'users_select', action_id: 'owner', placeholder: plain('Assign to…') },
      { type: 'checkboxes', action_id: 'ticks', options: [option('Urgent')] },
    ]
    const feedback = {
      type: 'feedback_buttons',
      action_id: 'feedback',
      positive_button: { text: plain('Good'), value: 'good' },
      negative_button: { text: plain('Bad'), value: 'bad' },
    }
    const blocks = [
      { type: 'section', text: mrkdwn('A card') },
      { type: 'actions', elements },
      { type: 'context_actions', elements: [feedback] },
    ]
    const { ts } = await app.client.chat.postMessage({
      channel: '#data-quality',
      text: 'A card',
      blocks: blocks as never,
    })
    const card = page.locator(`#messages [data-ts="${ts}"]`)
    await card.locator('input[type=date]').fill('2026-11-05')
    await card.getByRole('combobox').click()
    await page.getByRole('option', { name: 'Katherine' }).click()
    await card.getByLabel('Urgent').check()
    await card.getByRole('button', { name: 'Bad' }).click()
    await expect.poll(() => used.length).toBe(4)
    expect(used).toMatchObject([
      { action_id: 'day', selected_date: '2026-11-05' },
      { action_id: 'owner', selected_user: playground.people[2]!.id },
      { action_id: 'ticks', selected_options: [{ value: 'urgent' }] },
      { action_id: 'feedback', value: 'bad' },
    ])
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })

  async function channelId(name: string): Promise<string> {
    const { channels } = await app.client.conversations.list()
    return channels!.find((each) => each.name === name)!.id!
  }
})

function modal(title: string, blocks: object[]) {
  const content = blocks.length > 0 ? blocks : [{ type: 'section', text: mrkdwn('Nothing to fill in') }]
  return { type: 'modal', callback_id: 'inputs', title: plain(title), submit: plain('Save'), blocks: content }
}
