import type { App } from '@slack/bolt'
import type { HomeView, ModalView } from '@slack/types'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Playground } from '../../src/playground/playground.ts'
import type { Message } from '../../src/slack/messages/message.ts'
import { clientFor, openApp, openPlayground } from '../playground/playground-and-app.ts'
import { openBrowser } from '../support/browser.ts'
import type { Preview } from './preview.ts'

/** High enough for the longest message: what is scrolled away would not be on the picture. */
const VIEWPORT = { width: 1_000, height: 5_000 }

/** The page with an app behind it that says, answers, asks and publishes what it is told to. */
export interface PreviewStage {
  /** Shows a preview the way the app would, and finds it on the page. */
  show(preview: Preview): Promise<Locator>
  /** Makes room for the next one. */
  clear(preview: Preview): Promise<void>
  readonly page: Page
  close(): Promise<void>
}

export async function openPreviewStage(): Promise<PreviewStage> {
  const playground = await openPlayground({
    title: 'Preview',
    channels: ['preview'],
    postRate: { perSecond: 10_000, burst: 10_000 },
  })
  let shown: Preview | null = null
  const app = await openApp(playground, (bolt) => listen(bolt, () => shown!))
  const browser = await openBrowser()
  const page = await openPage(browser, playground)
  return {
    page,
    show: async (preview) => {
      shown = preview
      return await SHOWN[preview.surface]({ playground, page, preview })
    },
    clear: async ({ surface }) => {
      if (surface === 'home') await page.getByRole('button', { name: 'preview' }).click()
      if (surface !== 'modal') return
      await playground.closeView('ada')
      await page.locator('dialog[open]').waitFor({ state: 'hidden' })
    },
    close: async () => {
      await browser.close()
      await app.stop()
      await playground.close()
    },
  }
}

async function openPage(browser: Browser, playground: Playground): Promise<Page> {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${playground.url}?as=ada`)
  await page.getByRole('button', { name: 'preview' }).waitFor()
  return page
}

/** A command is answered by the shown preview: for the person alone, or in a window. */
function listen(bolt: App, shown: () => Preview): void {
  bolt.command('/recon', async ({ ack, respond, client, command }) => {
    await ack()
    const { surface, content } = shown()
    if (surface === 'modal') {
      const view = { ...(content as ModalView), callback_id: 'preview' }
      await client.views.open({ trigger_id: command.trigger_id, view })
    } else {
      const { text, blocks } = content as Message
      await respond({ response_type: 'ephemeral', text, blocks: [...blocks] })
    }
  })
  bolt.view('preview', async ({ ack }) => {
    await ack({ response_action: 'errors', errors: { ...shown().errors } })
  })
  bolt.options(/^/, async ({ ack }) => {
    await ack({ options: [{ text: { type: 'plain_text', text: 'Customers' }, value: 'customers' }] })
  })
}

interface Showing {
  readonly playground: Playground
  readonly page: Page
  readonly preview: Preview
}

const SHOWN: Readonly<Record<Preview['surface'], (showing: Showing) => Promise<Locator>>> = {
  channel: async ({ playground, page, preview }) => {
    const { text, blocks } = preview.content as Message
    const posted = await clientFor(playground).chat.postMessage({
      channel: '#preview',
      text,
      blocks: [...blocks],
    })
    return await inSight(page.locator(`#messages [data-ts="${posted.ts}"]`))
  },
  answer: async ({ playground, page }) => {
    const before = new Set(playground.messages('preview').map(({ ts }) => ts))
    await playground.command('ada', 'preview', '/recon preview')
    const { ts } = await playground.nextMessage((message) => !before.has(message.ts))
    return await inSight(page.locator(`#messages [data-ts="${ts}"]`))
  },
  modal: async ({ playground, page, preview }) => {
    await playground.command('ada', 'preview', '/recon preview')
    const dialog = await inSight(page.locator('dialog[open]'))
    if (preview.errors !== undefined) await sendForm(dialog)
    return dialog
  },
  home: async ({ playground, page, preview }) => {
    const ada = playground.people.find(({ name }) => name === 'ada')!
    await clientFor(playground).views.publish({ user_id: ada.id, view: preview.content as HomeView })
    await page.goto(`${playground.url}?as=ada#home`)
    return await inSight(page.locator('#home .blocks'))
  },
}

async function inSight(locator: Locator): Promise<Locator> {
  await locator.waitFor()
  return locator
}

/** Chooses the last of everything that can be chosen, and sends what the app refuses. */
async function sendForm(dialog: Locator): Promise<void> {
  for (const choice of await dialog.getByRole('combobox').all()) {
    await choice.click()
    await dialog.page().getByRole('option').last().click()
  }
  await dialog.locator('button[type=submit]').click()
  await dialog.locator('.has-error').first().waitFor()
}
