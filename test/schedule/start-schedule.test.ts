import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeHealth } from '../../src/operations/describe-status.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { startSchedule } from '../../src/schedule/start-schedule.ts'
import { listRuns } from '../../src/store/runs.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
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

async function statusOf(name: string) {
  const { reconciliations } = await describeHealth(files.context)
  return reconciliations.find(({ reconciliation }) => reconciliation.name === name)!
}

/** A log in which a line can be awaited. */
function listeningLog(): { log: Log; line(text: RegExp): Promise<void> } {
  const waiting: { text: RegExp; found: () => void }[] = []
  const hear = (_: object, message: string) => {
    for (const { text, found } of waiting) if (text.test(message)) found()
  }
  return {
    log: { debug: hear, info: hear, warn: hear, error: hear },
    line: (text) => new Promise((found) => waiting.push({ text, found })),
  }
}

test('a scheduled run waits its turn while another run of the same scope is going, and starts after it', async () => {
  const { log, line } = listeningLog()
  let letRead = () => {}
  const reading = new Promise<void>((resolve) => {
    letRead = resolve
  })
  const slow: Context = {
    ...files.context,
    log,
    connect: async (source) => {
      await reading
      return await files.context.connect(source)
    },
  }
  const scope = { kind: 'everything' } as const
  const first = runReconciliation(slow, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })
  const skipped = line(/scheduled run skipped/)
  const clock = startSchedule({ ...files.context, log })
  await skipped
  expect(await listRuns(files.context.db, { reconciliation: 'customers', limit: 10 })).toHaveLength(1)
  await expect.poll(async () => (await statusOf('customers')).leftOut).not.toBeNull()
  const { leftOut, running } = await statusOf('customers')
  expect(leftOut!.runStartedAt).toEqual(running!.startedAt)
  expect(leftOut!.tick > running!.startedAt).toBe(true)
  letRead()
  await first
  await line(/run completed/)
  await clock.stop()
  const runs = await listRuns(files.context.db, { reconciliation: 'customers', limit: 10 })
  expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'completed'))
  expect(runs.map(({ trigger }) => trigger)).toContain('schedule')
})

test('a stopped clock has ended what it started and starts nothing more', async () => {
  const { log, line } = listeningLog()
  const completed = line(/run completed/)
  const clock = startSchedule({ ...files.context, log })
  await completed
  await clock.stop()
  const runs = await listRuns(files.context.db, { reconciliation: 'customers', limit: 100 })
  expect(runs.filter(({ state }) => state === 'running')).toEqual([])
})
