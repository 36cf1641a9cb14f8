import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { makeFolder, runCounterfoil, startCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    notify: { channel: "#billing-ops", digest: C0FINANCE }
    triage: { escalate: { to: U0DORA0001 } }
`
const FILES = {
  'counterfoil.yml': CONFIG,
  'crm.csv': 'id,plan\n1,pro\n2,free\n',
  'billing.csv': 'id,plan\n1,pro\n2,team\n',
}

interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

async function aFolder(env: Readonly<Record<string, string>> = {}): Promise<Place> {
  const cwd = await makeFolder(FILES)
  return { cwd, env: { COUNTERFOIL_DATA: join(cwd, 'data'), ...env } }
}

/** A playground that is up; whatever happens, it is gone after the test. */
async function start(place: Place, ...words: string[]) {
  const { child, ended } = startCounterfoil(['playground', '--port', '0', ...words], place)
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout!.on('data', (text) => (output += text))
  const url = () => /http:\/\/127\.0\.0\.1:\d+\//.exec(output)?.[0]
  while (url() === undefined) {
    const isOver = await Promise.race([once(child.stdout!, 'data').then(() => false), ended.then(() => true)])
    if (isOver) throw new Error(`It ended by itself: ${(await ended).stderr}`)
  }
  const stop = async () => {
    child.kill('SIGINT')
    return (await ended).status
  }
  return { url: url()!, output: () => output, stop }
}

test('playground says where it is, where its tracker is, and Ctrl-C ends it with status 0', {
  timeout: 120_000,
}, async () => {
  const place = await aFolder({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    SLACK_BOT_TOKEN: 'xoxb-1',
  })
  const { url, output, stop } = await start(place)
  expect((await fetch(url)).status).toBe(200)
  expect(output()).toContain('Your own config counterfoil.yml')
  expect(output()).toContain('Nothing goes to Slack.')
  expect(output()).toMatch(/customers +crm, billing; cards in #billing-ops; no schedule/)
  expect(output()).toContain('its own, in data/playground; DATABASE_URL is not used')
  expect(await stop()).toBe(0)
  // The bot's own tracker would be in the data folder itself.
  expect(await readdir(join(place.cwd, 'data'))).toEqual(['playground'])
  await expect(fetch(url)).rejects.toThrow()
})

test.skipIf(lacksBrowser())(
  'playground shows its banner, and finds out on the page what differs in the files of the config',
  { timeout: 180_000 },
  async () => {
    const { url, stop } = await start(await aFolder(), '--quiet')
    const browser: Browser = await openBrowser()
    onTestFinished(() => browser.close())
    const page: Page = await browser.newPage({ viewport: { width: 1_400, height: 800 } })
    await page.goto(`${url}?as=ada`)
    await page
      .getByText('Playground with your own config (counterfoil.yml). Nothing goes to Slack.')
      .waitFor()
    await page.getByRole('button', { name: 'c0finance' }).waitFor()
    await page.getByRole('button', { name: 'billing-ops' }).click()
    await page.getByRole('textbox', { name: 'Message #billing-ops' }).fill('/recon run customers')
    await page.keyboard.press('Enter')
    const card = page.locator('#messages .message:not(.is-ephemeral)', { hasText: 'plan differs' })
    await card.getByRole('button', { name: 'Acknowledge' }).click()
    await card.getByText('Acknowledged').first().waitFor()
    await card.getByRole('button', { name: 'Escalate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click()
    await card.getByRole('button', { name: '1 reply' }).click()
    // Whom the config calls is somebody here: else the page would show the bare id.
    await page.locator('#thread').getByText('@u0dora0001').waitFor()
    await page.getByRole('button', { name: 'Close thread' }).click()
    await page.getByRole('textbox', { name: 'Message #billing-ops' }).fill('/recon digest')
    await page.keyboard.press('Enter')
    await page.locator('.message.is-ephemeral', { hasText: 'Digest of' }).waitFor()
    expect(await stop()).toBe(0)
  },
)

test('playground names every problem of the config at once, with status 2, and starts nothing', async () => {
  const { cwd, env } = await aFolder()
  const { status, stdout, stderr } = await runCounterfoil(['playground', '--config', 'none.yml'], {
    cwd,
    env,
  })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('none.yml')
  const broken = await makeFolder({
    ...FILES,
    'counterfoil.yml': CONFIG.replace('plan: text', 'plan: txt, name: string'),
  })
  const refused = await runCounterfoil(['playground', '--port', '0'], { cwd: broken, env })
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr).toContain('the config has 2 problems')
  expect(await readdir(broken)).toEqual(['billing.csv', 'counterfoil.yml', 'crm.csv'])
})

test('playground exits 3 and names another port when its own is taken, and 2 when it is none', async () => {
  const place = await aFolder()
  const squatter = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void squatter.close())
  await once(squatter, 'listening')
  const { port } = squatter.address() as { port: number }
  const taken = await runCounterfoil(['playground', '--port', String(port)], place)
  expect(taken).toMatchObject({ status: 3, stdout: '' })
  expect(taken.stderr).toContain('--port')
  expect(await runCounterfoil(['playground', '--port', '70000'], place)).toMatchObject({ status: 2 })
})

test('playground refuses a folder that holds something else, and leaves it alone', async () => {
  const place = await aFolder()
  const refused = await runCounterfoil(['playground', '--port', '0', '--data', '.', '--fresh'], place)
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('--data')
  expect(await readdir(place.cwd)).toEqual(['billing.csv', 'counterfoil.yml', 'crm.csv'])
})
