import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Context } from '../../src/operations/context.ts'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { findMessage } from '../../src/store/messages.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { clientOf } from '../operations/delivery-world.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { makeFolder, startCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal }
    schedule: { cron: "* * * * * *" }
    notify: { channel: "#data-quality" }
`

/** Two whole bots start, one after the other; on a busy machine that takes its time. */
const PATIENCE_MS = 120_000

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => await server?.close())

let playground: Playground
beforeEach(async () => {
  playground = await openPlayground()
})
afterEach(async () => await playground.close())

async function place(databaseUrl: string | null) {
  const cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': 'id,balance\n1,10\n',
    'billing.csv': 'id,balance\n1,11\n',
  })
  if (databaseUrl === null) await copyEmbeddedTracker(join(cwd, 'data'))
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    SLACK_API_URL: playground.apiUrl,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  }
  return { cwd, env }
}

/** A bot that is killed when Slack has its first card and has not answered yet. */
async function killWhilePosting(where: Awaited<ReturnType<typeof place>>): Promise<void> {
  let answer = () => {}
  const until = new Promise<void>((resolve) => {
    answer = resolve
  })
  playground.failCalls((method) => (method === 'chat.postMessage' ? { kind: 'hold', until } : null))
  const { child, ended } = startCounterfoil(['start'], where)
  await Promise.race([playground.nextMessage(isCard, PATIENCE_MS), ended.then(failEarly)])
  child.kill('SIGKILL')
  await once(child, 'exit')
  answer()
  playground.failCalls(null)
}

const isCard = ({ text }: { readonly text: string }) => text.startsWith('#1 ')
function failEarly({ stderr }: { readonly stderr: string }): never {
  throw new Error(`The bot ended by itself: ${stderr}`)
}
const cards = () => playground.messages('#data-quality').filter(isCard)

test('T40: a bot that is killed between post and save finds its card when it starts again, and can edit it', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const where = await place(null)
  await killWhilePosting(where)
  const { child, ended } = startCounterfoil(['start'], where)
  const edited = playground.nextMessage(
    (message) => isCard(message) && message.editedTs !== null,
    PATIENCE_MS,
  )
  await Promise.race([edited, ended.then(failEarly)])
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0 })
  expect(cards()).toHaveLength(1)
})

test('T40: what a killed bot was posting is found by another one on the same server, after the lease', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const where = await place(server.url)
  await killWhilePosting(where)
  const tracker = await openDatabase({ databaseUrl: server.url, dataFolder: '' })
  const context = {
    settings: await loadSettings(join(where.cwd, 'counterfoil.yml'), {}),
    db: tracker.db,
    log: silentLog,
  } as Context
  const deliver = openDelivery(clientOf(playground))
  const round = (afterSeconds: number) =>
    deliverOutbox({ ...context, now: () => new Date(Date.now() + afterSeconds * 1_000) }, deliver)
  expect(await round(20)).toBe(0)
  expect(await round(61)).toBe(1)
  expect(await findMessage(tracker.db, 'card:1')).toMatchObject({ ts: cards()[0]?.ts })
  await round(63)
  expect(cards()).toHaveLength(1)
  await tracker.close()
})
