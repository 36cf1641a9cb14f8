import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { wakeDiscrepancies } from '../../src/operations/wake-discrepancies.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { type Lifecycle, openLifecycle } from '../operations/open-lifecycle.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { trap } from './trap.ts'

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

trap(
  73,
  {
    title: 'what three runs see is one discrepancy, and so it stays when its value drifts',
    proves: 'lifecycle: change',
  },
  async () => {
    await life.run('12')
    await life.run('12')
    expect(await life.row()).toMatchObject({ timesSeen: 3, version: 1 })
    await life.run('14')
    const row = await life.row()
    expect(row).toMatchObject({ number: 1, timesSeen: 4, version: 2, status: 'new' })
    expect(row.finding).toMatchObject({ values: { crm: '10.00', billing: '14' } })
    expect(await life.kinds()).toEqual(['opened', 'seen'])
  },
)

trap(
  74,
  {
    title:
      'equal again resolves, different again reopens with its history, and acknowledged speaks only of news',
    proves: 'lifecycle: agree, return, change',
  },
  async () => {
    await life.triage({ action: 'acknowledge' })
    await life.told()
    await life.run('12')
    expect(await life.told()).toEqual([])
    await life.run('13')
    expect(await life.told()).toEqual(['changed', 'discrepancy'])
    expect((await life.row()).status).toBe('acknowledged')
    await life.run('10')
    expect(await life.row()).toMatchObject({ status: 'resolved', resolution: { reason: 'agrees' } })
    await life.told()
    await life.run('13')
    expect(await life.row()).toMatchObject({ number: 1, status: 'new', timesReopened: 1 })
    expect(await life.told()).toEqual(['discrepancy', 'reopened'])
    expect(await life.kinds()).toEqual(['opened', 'acknowledged', 'seen', 'resolved', 'reopened'])
  },
)

trap(
  76,
  {
    title: 'of twenty who acknowledge or resolve at once, whatever they looked at, the others are told',
    proves: 'lifecycle: acknowledge, resolve',
  },
  async () => {
    const { version } = await life.row()
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        life.triage({
          action: index % 2 ? 'acknowledge' : 'resolve',
          reason: 'fixed',
          version,
          actor: { kind: 'person', id: `U${index}`, surface: 'slack' },
        }),
      ),
    )
    expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1)
    const { statusBy, status } = await life.row()
    for (const outcome of outcomes)
      if (!outcome.accepted) expect(outcome.last).toMatchObject({ actor: statusBy, to: status })
    expect(await life.kinds()).toHaveLength(2)
    // The same click once more, as Slack repeats it.
    const [action] = status === 'resolved' ? (['resolve'] as const) : (['acknowledge'] as const)
    expect(await life.triage({ action, version, actor: statusBy })).toMatchObject({ refused: 'already' })
  },
)

trap(
  79,
  {
    title: 'a timer acts once across two processes, and once more never after a restart',
    proves: 'lifecycle: wake, settle',
  },
  async () => {
    await life.triage({ action: 'snooze', until: life.instant(60) })
    await life.told()
    life.at(120)
    const others = await Promise.all([openProcess(), openProcess()])
    const ended = await Promise.all([life.wake(), ...others.map(({ wake }) => wake())])
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await life.kinds()).toEqual(['opened', 'snoozed', 'woke'])
    for (const { close } of others) await close()
    const restarted = await openProcess()
    expect(await restarted.wake()).toBe(0)
    await restarted.close()
    expect(await life.told()).toEqual(['discrepancy', 'woke'])
    expect(await life.kinds()).toHaveLength(3)
  },
)

/** Another bot on the same tracker. */
async function openProcess() {
  const { db, close } = await openDatabase(life.tracker)
  return { wake: () => wakeDiscrepancies({ ...life.context, db }), close }
}
