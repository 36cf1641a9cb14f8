import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Reconciliation, ScheduleEntry } from '../../src/domain/reconciliation.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { Tick } from '../../src/domain/tick.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeHealth } from '../../src/operations/describe-status.ts'
import { findMissedRun } from '../../src/operations/find-missed-run.ts'
import { runScheduled } from '../../src/operations/run-scheduled.ts'
import { claimRun, completeRun, failRun, listRuns, STOPPED } from '../../src/store/runs.ts'
import { endPause, savePause } from '../../src/store/schedule-states.ts'
import { sampleSummary } from '../slack/samples.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  template:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal }
`

const HOURLY: ScheduleEntry = { cron: '0 * * * *', zone: 'UTC', changedOnly: true }
const DAILY: ScheduleEntry = { cron: '0 3 * * *', zone: 'UTC', changedOnly: false }
const EVERYTHING: Scope = { kind: 'everything' }
const CHANGED: Scope = { kind: 'changed' }

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

const at = (time: string) => new Date(`2026-11-${time}:00Z`)

let count = 0
let name = ''
beforeEach(() => {
  name = `r${++count}`
})

/** The reconciliation of this test, at that time. */
function world(entries: readonly ScheduleEntry[], time: string) {
  const template = files.context.settings.reconciliations[0]!
  const reconciliation: Reconciliation = { ...template, name, schedule: { zone: 'UTC', entries } }
  const settings = { ...files.context.settings, reconciliations: [reconciliation] }
  const context: Context = { ...files.context, settings, now: () => at(time) }
  return { reconciliation, context }
}

const missed = async (entries: readonly ScheduleEntry[], time: string): Promise<Tick | null> => {
  const { context, reconciliation } = world(entries, time)
  return await findMissedRun(context, reconciliation)
}

interface Told {
  readonly scope?: Scope
  readonly tick?: Date
  readonly end?: 'completed' | 'failed' | 'stopped' | null
}

/** A run that began at that time. */
async function ran(time: string, { scope = EVERYTHING, tick, end = 'completed' }: Told = {}) {
  const { db } = files.context
  const run = await claimRun(db, {
    id: files.context.newId(),
    reconciliation: name,
    trigger: 'schedule',
    requestedBy: 'schedule',
    scope,
    now: at(time),
    leaseSeconds: 60,
    ...(tick ? { tick } : {}),
  })
  const ended = { id: run!.id, now: new Date(at(time).getTime() + 30_000) }
  const changes = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }
  if (end === 'completed') await completeRun(db, { ...ended, summary: sampleSummary(), changes })
  if (end === 'failed') await failRun(db, { ...ended, error: 'crm is away' })
  if (end === 'stopped') await failRun(db, { ...ended, error: STOPPED })
}

describe('a missed run', () => {
  test('is the newest tick that nothing has covered, of whatever was missed', async () => {
    await ran('20T10:00', { scope: CHANGED })
    expect(await missed([HOURLY], '20T13:30')).toEqual({ at: at('20T13:00'), changedOnly: true })
  })

  test('is one over everything where such a one is among them', async () => {
    await ran('20T01:00')
    expect(await missed([HOURLY, DAILY], '20T13:30')).toEqual({ at: at('20T03:00'), changedOnly: false })
  })

  test('is none in a tracker that has seen no run', async () => {
    expect(await missed([HOURLY, DAILY], '20T13:30')).toBeNull()
  })

  test.each<[string, Told]>([
    ['completed', {}],
    ['failed: its source was asked, and the next tick asks again', { end: 'failed' }],
    ['is going', { end: null }],
  ])('is none where a run since then %s', async (_, told) => {
    await ran('20T13:01', told)
    expect(await missed([HOURLY], '20T13:01')).toBeNull()
    expect(await missed([DAILY], '20T13:01')).toBeNull()
  })

  test('of everything is not made up for by a look at changes', async () => {
    await ran('20T01:00')
    await ran('20T13:01', { scope: CHANGED })
    expect(await missed([HOURLY, DAILY], '20T13:30')).toEqual({ at: at('20T03:00'), changedOnly: false })
  })

  test('of some keys is no look at all', async () => {
    await ran('20T10:00')
    await ran('20T13:10', { scope: { kind: 'keys', keys: [{ id: '1' }] } })
    expect((await missed([HOURLY], '20T13:30'))?.at).toEqual(at('20T13:00'))
  })

  test.each<['stopped' | null]>([['stopped'], [null]])(
    'is one that began and was %s (null: its process died), and the same tick can be run again',
    async (end) => {
      const tick = at('20T13:00')
      await ran('20T13:00', { tick, end })
      const { context, reconciliation } = world([DAILY, { ...HOURLY, changedOnly: false }], '20T13:05')
      const found = await findMissedRun(context, reconciliation)
      expect(found).toEqual({ at: tick, changedOnly: false })
      await runScheduled(context, name, found!)
      const [again] = await listRuns(files.context.db, { reconciliation: name, limit: 5 })
      expect(again).toMatchObject({ state: 'completed', trigger: 'schedule' })
      expect(await findMissedRun(context, reconciliation)).toBeNull()
    },
  )

  test('is looked for a day back, or since the last run, or as far as catchUp says', async () => {
    await ran('10T04:00')
    const weekly = { ...DAILY, cron: '0 3 15 * *' }
    expect((await missed([weekly], '20T12:00'))?.at).toEqual(at('15T03:00'))
    expect(await missed([{ ...weekly, catchUpSeconds: 86_400 }], '20T12:00')).toBeNull()
    expect((await missed([{ ...weekly, catchUpSeconds: 864_000 }], '20T12:00'))?.at).toEqual(at('15T03:00'))
    expect(await missed([{ ...weekly, catchUpSeconds: 0 }], '15T03:30')).toBeNull()
    // A run since then, of another kind: after a day it is let go.
    await ran('16T12:00', { scope: CHANGED })
    expect(await missed([weekly], '20T12:00')).toBeNull()
    expect((await missed([{ ...DAILY }], '20T12:00'))?.at).toEqual(at('20T03:00'))
  })

  test('is not one that whoever has it in hand is about to begin', async () => {
    await ran('20T12:00')
    expect(await missed([HOURLY], '20T13:00')).toBeNull()
    expect((await missed([HOURLY], '20T13:01'))?.at).toEqual(at('20T13:00'))
  })

  test('is none in or before a pause, and is one after it', async () => {
    await ran('20T10:00')
    const by = { kind: 'person', id: 'U1', surface: 'slack' } as const
    const pause = { by, at: at('20T11:30'), until: null, reason: null }
    await savePause(files.context.db, name, pause)
    expect(await missed([HOURLY], '20T13:30')).toBeNull()
    await endPause(files.context.db, { reconciliation: name, now: at('20T13:30') })
    expect(await missed([HOURLY], '20T13:40')).toBeNull()
    expect((await missed([HOURLY], '20T14:30'))?.at).toEqual(at('20T14:00'))
    await savePause(files.context.db, name, { ...pause, until: at('20T12:30') })
    expect((await missed([HOURLY], '20T13:30'))?.at).toEqual(at('20T13:00'))
  })
})

test('a tick at which a run is still going is left out, shown until a run has begun since, and not made up for', async () => {
  const hourly = { ...HOURLY, changedOnly: false }
  const status = async (time: string) =>
    (await describeHealth(world([hourly], time).context)).reconciliations[0]!
  const { db } = files.context
  const going = await claimRun(db, {
    id: files.context.newId(),
    reconciliation: name,
    trigger: 'schedule',
    requestedBy: 'schedule',
    scope: EVERYTHING,
    now: at('20T13:00'),
    tick: at('20T13:00'),
    leaseSeconds: 7_200,
  })
  await runScheduled(world([hourly], '20T13:00').context, name, { at: at('20T13:00'), changedOnly: false })
  expect((await status('20T13:01')).leftOut).toBeNull()
  await runScheduled(world([hourly], '20T14:00').context, name, { at: at('20T14:00'), changedOnly: false })
  const leftOut = { tick: at('20T14:00'), runStartedAt: at('20T13:00') }
  expect(await status('20T14:01')).toMatchObject({ leftOut, running: { id: going!.id } })
  await failRun(db, { id: going!.id, error: 'crm is away', now: at('20T14:30') })
  expect((await status('20T14:31')).leftOut).toEqual(leftOut)
  expect(await missed([hourly], '20T14:40')).toBeNull()
  await runScheduled(world([hourly], '20T15:00').context, name, { at: at('20T15:00'), changedOnly: false })
  expect((await status('20T15:01')).leftOut).toBeNull()
})

test('a run of everything starts beside a look at changes that is still going', async () => {
  await ran('20T02:59', { scope: CHANGED, end: null })
  await runScheduled(world([HOURLY, DAILY], '20T03:00').context, name, {
    at: at('20T03:00'),
    changedOnly: false,
  })
  const runs = await listRuns(files.context.db, { reconciliation: name, limit: 5 })
  expect(runs.map(({ state, scope }) => [state, scope.kind])).toEqual([
    ['completed', 'everything'],
    ['running', 'changed'],
  ])
})
