import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { findFreePort } from '../support/find-free-port.ts'
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
    notify: { channel: "#data-quality" }
`

let playground: Playground
beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(async () => {
  await playground.close()
})

async function aBot(tokens: Readonly<Record<string, string>>) {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  return { cwd, env: { COUNTERFOIL_DATA: join(cwd, 'data'), SLACK_API_URL: playground.apiUrl, ...tokens } }
}

test('start runs until it is told to stop, and then exits 0', async () => {
  const place = await aBot({ SLACK_BOT_TOKEN: playground.botToken, SLACK_APP_TOKEN: playground.appToken })
  const { child, ended } = startCounterfoil(['start'], place)
  await new Promise<void>((resolve, reject) => {
    let told = ''
    child.stderr?.on('data', (chunk) => {
      told += chunk
      if (told.includes('the bot is running')) resolve()
    })
    child.once('exit', () => reject(new Error(`It ended by itself: ${told}`)))
  })
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0, stdout: '' })
})

test.each<[string, (playground: Playground) => Record<string, string>]>([
  ['the bot token', ({ appToken }) => ({ SLACK_BOT_TOKEN: 'xoxb-wrong-secret', SLACK_APP_TOKEN: appToken })],
  ['the app token', ({ botToken }) => ({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: 'xapp-wrong-secret' })],
])('T50, T55: start exits 2 with one line that never shows it when %s is wrong', async (_, makeTokens) => {
  const { status, stdout, stderr } = await runCounterfoil(['start'], await aBot(makeTokens(playground)))
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]*SLACK_(BOT|APP)_TOKEN[^\n]*\n$/)
  expect(stderr).not.toContain('wrong-secret')
})

test('T50: start ends by itself, with 2 and the remedy, when Socket Mode is turned off for the app', async () => {
  const slack = await openPlayground()
  onTestFinished(() => slack.close())
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken }
  const place = await aBot({ ...tokens, SLACK_API_URL: slack.apiUrl })
  const { ended } = startCounterfoil(['start'], place)
  await expect.poll(() => slack.connections(), { timeout: 30_000 }).toBe(2)
  slack.disconnect('link_disabled')
  const { status, stderr } = await ended
  expect(status).toBe(2)
  expect(stderr).toMatch(/^counterfoil: Socket Mode is off for this app: turn it on [^\n]*$/m)
  expect(stderr).not.toContain('nhandled')
})

test('start without a way in names both of them, and exits 2', async () => {
  const { status, stderr } = await runCounterfoil(['start'], await aBot({ SLACK_BOT_TOKEN: 'xoxb-1' }))
  expect(status).toBe(2)
  expect(stderr).toMatch(
    /^counterfoil: set SLACK_APP_TOKEN \([^\n]*Socket Mode\) or SLACK_SIGNING_SECRET [^\n]*\n$/,
  )
})

test('T53: start takes commands over HTTP where there is a signing secret and no app token', async () => {
  const port = await findFreePort()
  const requestUrl = `http://127.0.0.1:${port}/slack/events`
  const slack = await openPlayground({ requestUrl })
  onTestFinished(() => slack.close())
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret }
  const place = await aBot({ ...tokens, SLACK_API_URL: slack.apiUrl })
  const { child, ended } = startCounterfoil(['start', '--port', String(port)], place)
  await expect
    .poll(async () => (await slack.command('ada', '#data-quality', '/recon help')).ok, { timeout: 30_000 })
    .toBe(true)
  await slack.nextMessage(({ text }) => text.includes('how to use /recon'))
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0, stdout: '' })
})

test('start exits 3 with one line when Slack does not answer', async () => {
  const place = await aBot({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    SLACK_API_URL: 'http://127.0.0.1:1/',
  })
  const { status, stdout, stderr } = await runCounterfoil(['start'], place)
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]+\n$/)
})
