import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { ANNA, eachTracker, later, mismatch, openOne, triage } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

const FINDING = mismatch('1', { crm: 'a', billing: 'b' })

eachTracker((db) => {
  test('saveTransition() saves who, when and why, with one event', async () => {
    const opened = await openOne(db(), FINDING, randomUUID())
    const resolution = { reason: 'fixed', note: 'corrected in billing' } as const
    const saved = await triage(db(), opened, { action: 'resolve', to: 'resolved', resolution, now: later(5) })
    expect(saved).toEqual({
      ...opened,
      status: 'resolved',
      statusBy: ANNA,
      statusAt: later(5),
      resolution,
      version: 2,
    })
    expect(await findDiscrepancy(db(), opened.number)).toEqual(saved)
    expect((await listEvents(db(), opened.number)).slice(1)).toEqual([
      {
        id: expect.any(Number),
        number: opened.number,
        kind: 'resolved',
        actor: ANNA,
        at: later(5),
        runId: null,
        from: 'new',
        to: 'resolved',
        reason: 'fixed',
        note: 'corrected in billing',
        finding: null,
        details: {
          before: {
            status: 'new',
            statusBy: opened.statusBy,
            statusAt: opened.statusAt.toISOString(),
            resolution: null,
            owner: null,
            snooze: null,
          },
        },
      },
    ])
  })

  test('saveTransition() saves an owner and a snooze, and leaves the status as it was', async () => {
    const opened = await openOne(db(), FINDING, randomUUID())
    const owned = await triage(db(), opened, { action: 'assign', to: 'new', owner: 'U7', now: later(1) })
    expect(owned).toEqual({ ...opened, owner: 'U7', version: 2 })
    const snoozed = await triage(db(), owned!, {
      action: 'snooze',
      to: 'new',
      until: later(60),
      now: later(2),
    })
    expect(snoozed).toEqual({
      ...owned,
      snooze: { until: later(60), by: ANNA, at: later(2) },
      version: 3,
    })
    expect(await findDiscrepancy(db(), opened.number)).toEqual(snoozed)
    const events = await listEvents(db(), opened.number)
    expect(events.slice(1).map(({ kind, from, to, details }) => [kind, from, to, details])).toMatchObject([
      ['assigned', null, null, { owner: 'U7', before: { owner: null } }],
      ['snoozed', null, null, { until: later(60).toISOString(), before: { owner: 'U7', snooze: null } }],
    ])
  })

  test('saveTransition() lets exactly one of two people win who saw the same version', async () => {
    const opened = await openOne(db(), FINDING, randomUUID())
    const by = (id: string, action: 'acknowledge' | 'escalate') =>
      triage(db(), opened, {
        action,
        to: action === 'escalate' ? 'escalated' : 'acknowledged',
        actor: { ...ANNA, id },
        now: later(1),
      })
    const outcomes = await Promise.all([by('U1', 'acknowledge'), by('U2', 'escalate'), by('U3', 'escalate')])
    const winners = outcomes.filter((outcome) => outcome !== null)
    expect(winners).toHaveLength(1)
    expect(await findDiscrepancy(db(), opened.number)).toEqual(winners[0])
    expect(await listEvents(db(), opened.number)).toHaveLength(2)
  })

  test('saveTransition() saves nothing when a run brought new evidence meanwhile', async () => {
    const reconciliation = randomUUID()
    const opened = await openOne(db(), FINDING, reconciliation)
    const { number } = opened
    const finding = mismatch('1', { crm: 'a', billing: 'c' })
    const seen = { type: 'seen', number, finding, valuesChanged: true, silent: false } as const
    await saveKnown(db(), { reconciliation, changes: [seen], runId: 'run-2', now: later(1) })
    const late = await triage(db(), opened, { action: 'acknowledge', to: 'acknowledged', now: later(2) })
    expect(late).toBeNull()
    expect(await findDiscrepancy(db(), number)).toMatchObject({ status: 'new', version: 2 })
    expect((await listEvents(db(), number)).map(({ kind }) => kind)).toEqual(['opened', 'seen'])
  })

  test('saveTransition() keeps a note that is no resolution in the history only', async () => {
    const opened = await openOne(db(), FINDING, randomUUID())
    const request = { action: 'escalate', to: 'escalated', note: 'month end', now: later(1) } as const
    expect((await triage(db(), opened, request))?.resolution).toBeNull()
    expect((await listEvents(db(), opened.number))[1]).toMatchObject({
      kind: 'escalated',
      note: 'month end',
      reason: null,
    })
  })
})
