import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import type { Context } from '../../src/operations/context.ts'
import { startSchedule } from '../../src/schedule/start-schedule.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { claimRun, failRun, listRuns, STOPPED } from '../../src/store/runs.ts'
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
    schedule: { cron: "0 13 * * *", zone: UTC }
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

const NOW = new Date('2026-11-20T15:00:00Z')
const TICK = new Date('2026-11-20T13:00:00Z')

/** A process that starts now, and the next of its lines that fits. */
function aProcess(more: Partial<Context> = {}): { context: Context; line(text: RegExp): Promise<void> } {
  const waiting: { text: RegExp; found: () => void }[] = []
  const info: Log['info'] = (_, message) => {
    for (const { text, found } of waiting) if (text.test(message)) found()
  }
  return {
    context: { ...files.context, now: () => NOW, log: { ...silentLog, info }, ...more },
    line: (text) => new Promise((found) => waiting.push({ text, found })),
  }
}

test('of two processes that start after a run was stopped, one makes up for it, and a third finds nothing to do', async () => {
  const { db } = files.context
  const stopped = await claimRun(db, {
    id: 'stopped',
    reconciliation: 'customers',
    trigger: 'schedule',
    requestedBy: 'schedule',
    scope: { kind: 'everything' },
    now: TICK,
    tick: TICK,
    leaseSeconds: 60,
  })
  await failRun(db, { id: stopped!.id, error: STOPPED, now: TICK })
  const other = await openDatabase(files.tracker)
  const both = [aProcess(), aProcess({ db: other.db })]
  // The one that is late finds it done, going, or its tick taken.
  const done = Promise.race(both.map(({ line }) => line(/run completed/)))
  const clocks = both.map(({ context }) => startSchedule(context))
  await done
  for (const clock of clocks) await clock.stop()
  await other.close()
  const third = aProcess()
  await startSchedule(third.context).stop()
  const runs = await listRuns(db, { reconciliation: 'customers', limit: 10 })
  expect(runs.map(({ state, trigger, startedAt }) => [state, trigger, startedAt])).toEqual([
    ['completed', 'schedule', NOW],
    ['failed', 'schedule', TICK],
  ])
})
