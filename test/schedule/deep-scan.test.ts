import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { startSchedule } from '../../src/schedule/start-schedule.ts'
import { listRuns } from '../../src/store/runs.ts'
import { silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  deep:
    sides: &sides
      crm: { source: crm, key: id, updatedAt: at }
      billing: { source: billing, key: id, updatedAt: at }
    fields: { balance: decimal }
    schedule: { cron: "* * * * * *", zone: Europe/Berlin, changedOnly: true, deepScan: "* * * * * *" }
  shallow:
    sides: *sides
    fields: { balance: decimal }
    schedule: { cron: "* * * * * *", changedOnly: true, deepScan: "0 0 1 1 *" }
`

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
  await files.write('crm.csv', ['id,balance,at', '1,10,2026-11-01'])
  await files.write('billing.csv', ['id,balance,at', '1,10,2026-11-01'])
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

/** The scopes of the first runs that the schedule of one reconciliation starts, oldest first. */
async function scopesOf(name: string, count: number): Promise<readonly Scope[]> {
  const only = files.context.settings.reconciliations.filter((each) => each.name === name)
  const settings = { ...files.context.settings, reconciliations: only }
  let enough = () => {}
  const seen = new Promise<void>((resolve) => {
    enough = resolve
  })
  let completed = 0
  const info = (_: object, message: string) => {
    if (message === 'run completed' && ++completed === count) enough()
  }
  const clock = startSchedule({ ...files.context, settings, log: { ...silentLog, info } })
  await seen
  await clock.stop()
  const runs = await listRuns(files.context.db, { reconciliation: name, limit: 100 })
  return runs.map(({ scope }) => scope).reverse()
}

test('a deep scan takes the place of a look at changes at the same instant', async () => {
  const scopes = await scopesOf('deep', 3)
  expect(scopes).toEqual(scopes.map(() => ({ kind: 'everything' })))
})

test('a schedule of changes looks at them as soon as there is a watermark', async () => {
  const [first, ...rest] = await scopesOf('shallow', 3)
  expect(first).toEqual({ kind: 'everything', because: 'no run has set a watermark yet' })
  expect(rest.map(({ kind }) => kind)).toEqual(rest.map(() => 'changed'))
})
