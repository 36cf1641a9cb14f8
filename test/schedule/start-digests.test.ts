import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import { startSchedule } from '../../src/schedule/start-schedule.ts'
import { findDigest, saveDigest } from '../../src/store/digests.ts'
import { silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal }
    notify: { digest: "#ops", digestAt: { at: "09:00", days: mon-fri, zone: Europe/Berlin } }
`
let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

/** The bot's clock is started and stopped again at this time: it finishes what it began. */
async function startAt(time: string, log: Log = silentLog): Promise<void> {
  await startSchedule({ ...files.context, log, now: () => new Date(time) }).stop()
}

const digestOf = (day: string) => findDigest(files.context.db, `#ops:${day}`)

test('T47: a bot that starts too late for a digest sends it, with the day and the time that it missed', async () => {
  // Without a digest before, none was missed.
  await startAt('2026-10-23T12:00:00Z')
  expect(await digestOf('2026-10-23')).toBeNull()
  // On Friday at 9 in Berlin, which is 7 in UTC.
  const friday = new Date('2026-10-23T07:00:00Z')
  const facts = { open: { high: 0, medium: 0, low: 0 }, numbers: [] }
  const saved = { channel: '#ops', day: '2026-10-23', since: friday, until: friday, facts }
  await saveDigest(files.context.db, { ...saved, id: '#ops:2026-10-23' })
  await startAt('2026-10-25T12:00:00Z')
  expect(await digestOf('2026-10-25')).toBeNull()
  // The clocks were put back on Sunday: at 7:30 in UTC it is half past 8.
  await startAt('2026-10-26T07:30:00Z')
  expect(await digestOf('2026-10-26')).toBeNull()
  await startAt('2026-10-26T08:00:30Z')
  expect(await digestOf('2026-10-26')).toMatchObject({
    since: friday,
    until: new Date('2026-10-26T08:00:30Z'),
  })
  await startAt('2026-10-26T15:00:00Z')
  await startAt('2026-11-02T07:00:00Z')
  expect(await digestOf('2026-10-30')).toMatchObject({ since: new Date('2026-10-26T08:00:30Z') })
})

test('a tracker that is away is logged with the channel, and the clock goes on', async () => {
  const lines: object[] = []
  const log = { ...silentLog, error: (facts: object) => void lines.push(facts) }
  const { db } = await brokenTracker()
  await startSchedule({ ...files.context, db, log }).stop()
  expect(lines).toEqual([{ channel: '#ops', why: expect.stringContaining('tracker') }])
})

async function brokenTracker() {
  const other = await server.open(CONFIG)
  await other.close()
  return other.context
}
