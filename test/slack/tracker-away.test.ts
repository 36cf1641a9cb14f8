import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
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
