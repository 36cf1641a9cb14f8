import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { type Lifecycle, openLifecycle } from './open-lifecycle.ts'

const HOUR = 60
const DAY = 24 * HOUR

let server: TrackerServer
let life: Lifecycle

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  life = await openLifecycle(server)
})
afterEach(async () => await life.close())

const digest = () =>
  gatherDigest(life.context, {
    reconciliations: life.context.settings.reconciliations,
    day: '2026-11-02',
    since: life.instant(0),
    until: life.instant(DAY),
  })

/** Agrees, and comes back an hour later. */
const flap = async (hour: number) => {
  life.at(hour * HOUR)
  await life.run('10')
  life.at((hour + 1) * HOUR)
  await life.run('12')
}

describe('a snooze', () => {
  test('until a time keeps silent while a run sees the same, and ends at its time', async () => {
    await life.triage({ action: 'snooze', until: life.instant(DAY) })
    await life.told()
    life.at(HOUR)
    await life.run('12')
    expect([await life.wake(), await life.told()]).toEqual([0, []])
    expect((await life.row()).snooze).toMatchObject({ until: life.instant(DAY) })
    life.at(DAY)
    expect(await life.wake()).toBe(1)
    expect(await life.row()).toMatchObject({ snooze: null, status: 'new' })
    expect(await life.told()).toEqual(['discrepancy', 'woke'])
    expect([await life.wake(), await life.told()]).toEqual([0, []])
  })

  test.each([
    ['a time', DAY],
    ['its values change', null],
  ])('until %s ends when a run sees other values', async (_what, minutes) => {
    await life.triage({ action: 'snooze', until: minutes === null ? null : life.instant(minutes) })
    await life.told()
    life.at(HOUR)
    await life.run('13')
    expect((await life.row()).snooze).toBeNull()
    expect(await life.kinds()).toEqual(['opened', 'snoozed', 'woke'])
    expect(await life.told()).toEqual(['discrepancy', 'woke'])
  })

  test('until its values change outlasts every clock', async () => {
    await life.triage({ action: 'snooze', until: null })
    life.at(400 * DAY)
    expect(await life.wake()).toBe(0)
    expect((await life.row()).snooze).toMatchObject({ until: null })
  })

  test('T27: that ended while no bot ran is seen by the next run', async () => {
    await life.triage({ action: 'snooze', until: life.instant(HOUR) })
    await life.told()
    life.at(2 * HOUR)
    await life.run('12')
    expect((await life.row()).snooze).toBeNull()
    expect(await life.told()).toEqual(['discrepancy', 'woke'])
  })

  test('ends when it is resolved, by a person or by itself, and when it is escalated', async () => {
    for (const end of [
      () => life.triage({ action: 'escalate' }),
      () => life.triage({ action: 'resolve' }),
      () => life.run('10'),
    ]) {
      if ((await life.row()).status === 'resolved') await life.triage({ action: 'reopen' })
      await life.triage({ action: 'snooze', until: life.instant(DAY) })
      await end()
      expect((await life.row()).snooze).toBeNull()
    }
  })

  test('is counted apart in the digest, and stays in the list', async () => {
    expect(await digest()).toMatchObject({ numbers: [1], open: { high: 1 } })
    await life.triage({ action: 'snooze', until: null })
    expect(await digest()).toMatchObject({ numbers: [], open: { high: 1 }, snoozed: 1 })
    const count = async (filter: object) =>
      (await listDiscrepancies(life.context, { ...filter, limit: 10 })).total
    expect([await count({}), await count({ snoozed: true })]).toEqual([1, 1])
    await life.triage({ action: 'assign', owner: 'ben' })
    expect([await count({ owner: 'ben' }), await count({ owner: null })]).toEqual([1, 0])
  })
})

describe('one that comes and goes', () => {
  test('three times within a day is told a last time, then only in the digest', async () => {
    await flap(1)
    await flap(3)
    expect((await life.told()).filter((what) => what !== 'discrepancy')).toEqual(['reopened', 'reopened'])
    expect((await life.row()).damped).toBeNull()
    await flap(5)
    expect(await life.told()).toEqual(['discrepancy', 'flapping'])
    const since = life.instant(6 * HOUR)
    expect((await life.row()).damped).toEqual({ since, until: life.instant(6 * HOUR + DAY) })
    await flap(7)
    await life.run('13')
    expect(await life.told()).toEqual(['discrepancy'])
    expect((await life.row()).damped).toEqual({ since, until: life.instant(8 * HOUR + DAY) })
    expect(await digest()).toMatchObject({ numbers: [1] })
  })

  test('is told again when it was stable for a day', async () => {
    for (const hour of [1, 3, 5]) await flap(hour)
    await life.told()
    life.at(6 * HOUR + DAY - 1)
    expect(await life.wake()).toBe(0)
    life.at(6 * HOUR + DAY)
    expect(await life.wake()).toBe(1)
    expect((await life.row()).damped).toBeNull()
    expect((await life.kinds()).at(-1)).toBe('stable')
    expect(await life.told()).toEqual(['discrepancy', 'stable'])
    await flap(40)
    expect(await life.told()).toEqual(['discrepancy', 'reopened'])
  })

  test('three times within more than a day is told each time', async () => {
    for (const hour of [1, 14, 27]) await flap(hour)
    expect((await life.row()).damped).toBeNull()
    expect(await life.told()).toEqual(['discrepancy', 'reopened', 'reopened', 'reopened'])
  })
})
