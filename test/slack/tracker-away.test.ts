import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { findMessage } from '../../src/store/messages.ts'
import { type CutWire, openCutWire } from '../support/cut-wire.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'
import { environmentOf, type LogLine, listeningTo } from './open-bot.ts'

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
    notify: { channel: "#ops" }
`

const closers: (() => Promise<unknown>)[] = []
const lines: LogLine[] = []
const { log, nextLine } = listeningTo(lines)
let server: TestPostgres
let wire: CutWire
let files: TrackedFiles
let playground: Playground
let app: App

beforeAll(async () => {
  server = await startPostgres()
  closers.unshift(() => server.close())
  wire = await openCutWire(server.url)
  closers.unshift(() => wire.close())
  files = await openTrackedFiles({ config: CONFIG })
  closers.unshift(() => files.close())
  await files.write('crm.csv', ['id,balance', '1,10'])
  await files.write('billing.csv', ['id,balance', '1,10'])
  playground = await startPlayground({ port: 0, log, channels: ['#ops'] })
  closers.unshift(() => playground.close())
  const environment = {
    ...environmentOf(playground),
    slackSigningSecret: null,
    databaseUrl: wire.url,
    dataFolder: join(files.folder, 'app'),
    auditKey: null,
  }
  app = await startApp({ settings: files.context.settings, environment, log })
  closers.unshift(() => app.stop())
})
afterAll(async () => {
  for (const close of closers) await close()
})

test('while the tracker is away a command is answered in words, it is logged once, and all goes on when it is back', async () => {
  await nextLine(/run completed/)
  const noticed = nextLine(/deliveries wait until it is back/)
  const leftOut = nextLine(/scheduled run left out/)
  await wire.cut()
  await Promise.all([noticed, leftOut])
  const ada = playground.people[0]!.id
  const told = playground.nextMessage(({ onlyFor }) => onlyFor === ada)
  await playground.command(ada, '#ops', '/recon status')
  const { text, blocks } = await told
  expect(text).toBe(
    "The tracker's database cannot be reached just now. In a minute, look whether your request was done, and if not try it again; what the bot does by itself is tried again by itself",
  )
  expect(JSON.stringify(blocks)).not.toMatch(/select|ECONN|postgres/)
  const back = nextLine(/the tracker is back/)
  await wire.join()
  await back
  await nextLine(/run completed/)
  await files.write('billing.csv', ['id,balance', '1,11'])
  await playground.nextMessage((message) => message.text.startsWith('#1 '))
  expect(lines.filter(({ message }) => /deliveries wait/.test(message))).toHaveLength(1)
})

test('T23: a click while the tracker is away is acknowledged and told, and leaves no half of a change', async () => {
  const ada = playground.people[0]!.id
  const card = await playground.nextMessage((message) => message.text.startsWith('#1 '))
  const click = () =>
    playground.click({ user: ada, channel: card.channel, ts: card.ts, actionId: 'discrepancy.acknowledge' })
  // Cut off before that is saved, the post is looked for a minute later: another story.
  await expect.poll(() => findMessage(app.context.db, 'card:1')).not.toBeNull()
  const noticed = nextLine(/deliveries wait until it is back/)
  await wire.cut()
  await noticed
  const before = new Set(playground.messages('#ops').map(({ ts }) => ts))
  expect(await click()).toMatchObject({ ok: true })
  await playground.nextMessage(
    ({ onlyFor, ts, text }) =>
      onlyFor === ada && !before.has(ts) && text.includes('cannot be reached just now'),
  )
  const back = nextLine(/the tracker is back/)
  await wire.join()
  await back
  const { db } = app.context
  expect((await listEvents(db, 1)).map(({ kind }) => kind)).toEqual(['opened'])
  expect(await findDiscrepancy(db, 1)).toMatchObject({ status: 'new', version: 1 })
  expect(await click()).toMatchObject({ ok: true })
  await playground.nextMessage(
    ({ ts, blocks }) => ts === card.ts && JSON.stringify(blocks).includes('Acknowledged'),
  )
  expect((await listEvents(db, 1)).map(({ kind }) => kind)).toEqual(['opened', 'acknowledged'])
})
