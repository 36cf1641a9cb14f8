import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import { startSchedule } from '../../src/schedule/start-schedule.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

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
    schedule: { cron: "* * * * * *", zone: Europe/Berlin }
    notify: { digest: "#ops", digestAt: { cron: "* * * * * *", zone: UTC } }
`

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
  await files.write('crm.csv', ['id,balance', '1,10'])
  await files.write('billing.csv', ['id,balance', '1,10'])
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

/** A log that settles a promise at the so-manieth line that fits. */
function awaitLines(text: RegExp, count: number): { log: Log; seen: Promise<void> } {
  let settle = () => {}
  const seen = new Promise<void>((resolve) => {
    settle = resolve
  })
  let left = count
  const info = (_: object, message: string) => {
    if (text.test(message) && --left === 0) settle()
  }
  return { log: { ...silentLog, info }, seen }
}

test('two processes with one schedule run once a tick, and send one digest a day', async () => {
  const other = await openDatabase(files.tracker)
  const skipped = awaitLines(/scheduled run skipped/, 4)
  const completed = awaitLines(/run completed/, 4)
  const info: Log['info'] = (facts, message) => {
    skipped.log.info(facts, message)
    completed.log.info(facts, message)
  }
  const log = { ...silentLog, info }
  const clocks = [
    startSchedule({ ...files.context, log }),
    startSchedule({ ...files.context, db: other.db, log }),
  ]
  await Promise.all([skipped.seen, completed.seen])
  for (const clock of clocks) await clock.stop()
  await other.close()
  const counted = await files.context.db.execute(sql`
    select count(*)::int as runs, count(distinct tick)::int as ticks,
      (select count(distinct day)::int from digests) as days, (select count(*)::int from digests) as digests,
      (select count(*)::int from outbox where tag like 'digest:%') as told
    from runs`)
  const [row] = (counted as unknown as { rows: Record<string, number>[] }).rows
  expect(row!.runs).toBeGreaterThanOrEqual(4)
  expect(row!.ticks).toBe(row!.runs)
  expect([row!.digests, row!.told]).toEqual([row!.days, row!.days])
})
