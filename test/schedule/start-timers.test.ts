import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTimers } from '../../src/schedule/start-timers.ts'
import { type Lifecycle, openLifecycle } from '../operations/open-lifecycle.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

let server: TrackerServer
let life: Lifecycle
beforeAll(async () => {
  server = await startTrackerServer()
  life = await openLifecycle(server)
})
afterAll(async () => {
  await life?.close()
  await server?.close()
})

test('T27: startTimers() ends once at its start what came to its end while nobody ran, and later what ends then', async () => {
  await life.triage({ action: 'snooze', until: life.instant(60) })
  life.at(120)
  const first = startTimers(life.context)
  await first.stop()
  expect(await life.kinds()).toEqual(['opened', 'snoozed', 'woke'])

  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const timers = startTimers(life.context)
    await life.triage({ action: 'snooze', until: life.instant(180) })
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(30_000)
      expect((await life.row()).snooze).not.toBeNull()
    })
    life.at(181)
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(30_000)
      expect((await life.row()).snooze).toBeNull()
    })
    await timers.stop()
  } finally {
    vi.useRealTimers()
  }
  expect(await life.kinds()).toEqual(['opened', 'snoozed', 'woke', 'snoozed', 'woke'])
})
