import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import type { TriageRequest } from '../../src/operations/triage-discrepancy.ts'
import { listEvents } from '../../src/store/events.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { ADA, BEN, type Lifecycle, openLifecycle } from './open-lifecycle.ts'

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

const refusedAs = async (request: Parameters<Lifecycle['triage']>[0]) => {
  const outcome = await life.triage(request)
  return outcome.accepted ? 'accepted' : outcome.refused
}

/** What must have been done before, what is asked for, and what is then so and told. */
const ACTIONS: readonly [TriageAction, TriageAction[], Partial<TriageRequest>, object, string[]][] = [
  ['acknowledge', [], {}, { status: 'acknowledged', statusBy: ADA }, ['discrepancy']],
  ['unacknowledge', ['acknowledge'], {}, { status: 'new', statusBy: ADA }, ['discrepancy']],
  ['escalate', [], {}, { status: 'escalated' }, ['discrepancy', 'escalated']],
  [
    'resolve',
    [],
    { reason: 'fixed', note: 'in billing' },
    { status: 'resolved', resolution: { reason: 'fixed', note: 'in billing' } },
    ['discrepancy'],
  ],
  ['reopen', ['resolve'], {}, { status: 'new', resolution: null, timesReopened: 0 }, ['discrepancy']],
  ['assign', [], { owner: 'ben' }, { owner: 'ben', status: 'new' }, ['assigned', 'discrepancy']],
  ['snooze', [], { until: null }, { snooze: { until: null, by: ADA }, status: 'new' }, ['discrepancy']],
  ['unsnooze', ['snooze'], {}, { snooze: null }, ['discrepancy']],
  ['note', [], { note: 'asked billing' }, { status: 'new' }, ['discrepancy', 'noted']],
  ['undo', ['acknowledge'], {}, { status: 'new', statusBy: { kind: 'run' } }, ['discrepancy', 'undone']],
]

/** Whatever an action needs, so that it can stand before another. */
const NEEDED: Partial<Record<TriageAction, Partial<TriageRequest>>> = {
  snooze: { until: null },
  assign: { owner: 'ben' },
  note: { note: 'x' },
}

describe.each(ACTIONS)('%s', (action, before, request, after, told) => {
  test('does it once, with one event, and tells Slack', async () => {
    for (const first of before) await life.triage({ action: first, ...NEEDED[first] })
    await life.told()
    const events = (await life.kinds()).length
    const { version } = await life.row()
    expect(await life.triage({ action, ...request })).toMatchObject({ accepted: true })
    expect(await life.row()).toMatchObject({ ...after, version: version + 1 })
    expect(await life.kinds()).toHaveLength(events + 1)
    expect(await life.told()).toEqual(told)
  })

  test('of twenty people at once lets one win, and tells the others who it was', async () => {
    for (const first of before) await life.triage({ action: first, ...NEEDED[first] })
    const { version } = await life.row()
    const events = (await life.kinds()).length
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        life.triage({ action, ...request, version, actor: { ...ADA, id: `person-${index}` } }),
      ),
    )
    const winners = outcomes.filter((outcome) => outcome.accepted)
    if (action === 'note') return expect(winners).toHaveLength(20)
    expect(winners).toHaveLength(1)
    const last = (await listEvents(life.context.db, 1)).at(-1)!
    for (const outcome of outcomes) if (!outcome.accepted) expect(outcome.last).toEqual(last)
    expect(await life.kinds()).toHaveLength(events + 1)
    expect((await life.row()).version).toBe(version + 1)
  })
})

describe('a refusal', () => {
  test('of what is so already, or cannot be', async () => {
    expect(await refusedAs({ action: 'unacknowledge' })).toBe('not-acknowledged')
    expect(await refusedAs({ action: 'unsnooze' })).toBe('not-snoozed')
    expect(await refusedAs({ action: 'reopen' })).toBe('open')
    expect(await refusedAs({ action: 'undo' })).toBe('nothing-to-undo')
    expect(await refusedAs({ action: 'assign', owner: null })).toBe('owned')
    await life.triage({ action: 'snooze', until: null })
    expect(await refusedAs({ action: 'snooze', until: life.instant(60) })).toBe('snoozed')
    await life.triage({ action: 'resolve', reason: 'expected' })
    for (const action of ['acknowledge', 'escalate', 'unacknowledge'] as const)
      expect(await refusedAs({ action })).toBe('resolved')
    expect(await refusedAs({ action: 'assign', owner: 'ben' })).toBe('resolved')
    expect(await refusedAs({ action: 'snooze', until: null })).toBe('resolved')
  })

  test('of what was decided on values that are not there any more', async () => {
    const { version } = await life.row()
    await life.run('13')
    const outcome = await life.triage({ action: 'acknowledge', version })
    expect(outcome).toMatchObject({
      accepted: false,
      refused: 'changed',
      last: { kind: 'seen', actor: { kind: 'run' } },
    })
    expect((await life.row()).status).toBe('new')
    expect(await life.triage({ action: 'acknowledge', version: version + 1 })).toMatchObject({
      accepted: true,
    })
  })

  test('of what lacks what it needs, with nothing saved', async () => {
    await expect(life.triage({ action: 'assign' })).rejects.toThrow('to whom')
    await expect(life.triage({ action: 'snooze' })).rejects.toThrow('until when')
    await expect(life.triage({ action: 'snooze', until: life.instant(-1) })).rejects.toThrow('over already')
    await expect(life.triage({ action: 'note', note: ' ' })).rejects.toThrow('what the note is')
    expect(await life.kinds()).toEqual(['opened'])
  })
})

describe('undo', () => {
  test('restores status, owner and snooze as they were, whoever asks', async () => {
    await life.triage({ action: 'assign', owner: 'cid' })
    await life.triage({ action: 'acknowledge' })
    await life.triage({ action: 'snooze', until: life.instant(600) })
    const before = await life.row()
    await life.triage({ action: 'resolve', reason: 'other', note: 'oops' })
    life.at(9)
    expect(await life.triage({ action: 'undo', actor: BEN })).toMatchObject({ accepted: true })
    expect(await life.row()).toEqual({ ...before, version: before.version + 2 })
    expect((await listEvents(life.context.db, 1)).at(-1)).toMatchObject({
      kind: 'undone',
      actor: BEN,
      from: 'resolved',
      to: 'acknowledged',
      details: { undid: 'resolved' },
    })
  })

  test('puts a person back as the one who resolved, and their reason', async () => {
    await life.triage({ action: 'resolve', reason: 'expected', note: 'by contract' })
    const resolved = await life.row()
    await life.triage({ action: 'reopen', actor: BEN })
    await life.triage({ action: 'undo' })
    expect(await life.row()).toEqual({ ...resolved, version: resolved.version + 2 })
  })

  test('T25: is refused after ten minutes, after something else, and of an undo', async () => {
    await life.triage({ action: 'acknowledge' })
    life.at(11)
    expect(await refusedAs({ action: 'undo' })).toBe('undo-too-late')
    await life.triage({ action: 'escalate' })
    await life.triage({ action: 'note', note: 'a word does not count' })
    expect(await refusedAs({ action: 'undo' })).toBe('accepted')
    expect((await life.row()).status).toBe('acknowledged')
    expect(await refusedAs({ action: 'undo' })).toBe('nothing-to-undo')
    await life.triage({ action: 'escalate' })
    await life.run('13')
    expect(await refusedAs({ action: 'undo' })).toBe('undo-overtaken')
  })
})

test('a person who reopens what a run resolved is not told that it came back', async () => {
  await life.run('10')
  expect(await life.row()).toMatchObject({ status: 'resolved' })
  await life.told()
  await life.triage({ action: 'reopen' })
  expect(await life.told()).toEqual(['discrepancy'])
  expect(await life.row()).toMatchObject({ status: 'new', timesReopened: 0, reopenedAt: null })
})
