import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { STOPPED } from '../../src/store/runs.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, startCounterfoil } from './run-counterfoil.ts'

let postgres: TestPostgres
let playground: Playground
let api: Server
/** Settles when the source answers what it was asked, and from then on at once. */
let released: Promise<void>
let release: () => void

beforeAll(async () => {
  postgres = await startPostgres()
  playground = await openPlayground()
  api = createServer(async (_, response) => {
    await released
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: [{ id: '1', plan: 'pro' }] }))
  })
  await once(api.listen(0, '127.0.0.1'), 'listening')
})
afterAll(async () => {
  api?.closeAllConnections()
  api?.close()
  await playground?.close()
  await postgres?.close()
})
beforeEach(() => {
  released = new Promise((resolve) => {
    release = resolve
  })
})

let opened = 0

/** A folder, and a tracker of its own, for bots whose runs wait for an answer. */
async function aPlace(stop = '') {
  const { port } = api.address() as AddressInfo
  const config = `
sources:
  api: { type: http, url: "http://127.0.0.1:${port}/", records: data, retries: 0 }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      api: { source: api, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    schedule: "* * * * * *"
${stop}`
  const cwd = await makeFolder({ 'counterfoil.yml': config, 'billing.csv': 'id,plan\n1,pro\n' })
  const database = `stop_${opened++}`
  await postgres.query(`create database ${database}`)
  const url = postgres.url.replace(/postgres$/, database)
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    SLACK_API_URL: playground.apiUrl,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    DATABASE_URL: url,
  }
  return { cwd, env, url, config }
}

/** A bot with a run that waits for its source. What it says can be awaited. */
async function startWaiting(place: Awaited<ReturnType<typeof aPlace>>) {
  const asked = once(api, 'request')
  const { child, ended } = startCounterfoil(['start'], place)
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  await asked
  const says = (text: string) => expect.poll(() => said, { timeout: 30_000 }).toContain(text)
  await says('the bot is running')
  return { child, ended, says }
}

async function runsOf({ url }: { readonly url: string }) {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('select state, error, trigger, tick from runs order by started_at')
  await client.end()
  return rows as { state: string; error: string | null; trigger: string; tick: Date }[]
}

/** A schedule that has its tick once a year, and had it five minutes ago. */
function fiveMinutesAgo(): { cron: string; tick: Date } {
  const tick = new Date(Math.floor(Date.now() / 60_000 - 5) * 60_000)
  const [minute, hour, day] = [tick.getUTCMinutes(), tick.getUTCHours(), tick.getUTCDate()]
  return { cron: `${minute} ${hour} ${day} ${tick.getUTCMonth() + 1} *`, tick }
}

test('a stop waits for a run in hand, says so, starts no other, and exits 0', async () => {
  const place = await aPlace()
  const { child, ended, says } = await startWaiting(place)
  child.kill('SIGTERM')
  await says('stopping: waiting for 1 run (customers), at most 30 s')
  release()
  expect((await ended).status).toBe(0)
  expect(await runsOf(place)).toMatchObject([{ state: 'completed', error: null }])
})

test('a run that is not done at the deadline is stopped, and the next start makes up for it', async () => {
  const place = await aPlace('stop: { within: 0s }')
  const { child, ended, says } = await startWaiting(place)
  child.kill('SIGINT')
  await says('stopping 1 run (customers), not done within 0 s')
  expect((await ended).status).toBe(0)
  expect(await runsOf(place)).toMatchObject([{ state: 'failed', error: STOPPED }])
  const { cron, tick } = fiveMinutesAgo()
  await writeSettled(join(place.cwd, 'counterfoil.yml'), place.config.replace('* * * * * *', cron))
  const next = await startWaiting(place)
  expect((await runsOf(place))[1]).toMatchObject({ state: 'running', trigger: 'schedule', tick })
  next.child.kill('SIGKILL')
  await next.ended
})

test('a second signal ends the process at once', async () => {
  const place = await aPlace('stop: { within: 1h }')
  const { child, ended, says } = await startWaiting(place)
  child.kill('SIGTERM')
  await says('at most 3600 s')
  child.kill('SIGINT')
  expect((await ended).status).toBe(130)
  expect(await runsOf(place)).toMatchObject([{ state: 'running' }])
})
