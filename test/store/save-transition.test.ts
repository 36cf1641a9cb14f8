import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { findDiscrepancy, saveChanges, saveTransition } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { ANNA, eachTracker, later, mismatch, openOne } from './each-tracker.ts'

const FINDING = mismatch('1', { crm: 'a', billing: 'b' })

eachTracker((db) => {
  test('saveTransition() saves who, when and why, with one event', async () => {
    const opened = await openOne(db(), FINDING, randomUUID())
    const resolution = { reason: 'fixed', note: 'corrected in billing' } as const
    const saved = await saveTransition(db(), {
      number: opened.number,
      version: 1,
      to: 'resolved',
      actor: ANNA,
      resolution,
      now: later(5),
    })
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
      },
    ])
  })

  test('saveTransition() lets exactly one of two people win who saw the same version', async () => {
    const { number } = await openOne(db(), FINDING, randomUUID())
    const by = (id: string, to: 'acknowledged' | 'escalated') =>
      saveTransition(db(), {
        number,
        version: 1,
        to,
        actor: { ...ANNA, id },
        resolution: null,
        now: later(1),
      })
    const outcomes = await Promise.all([
      by('U1', 'acknowledged'),
      by('U2', 'escalated'),
      by('U3', 'escalated'),
    ])
    const winners = outcomes.filter((outcome) => outcome !== null)
    expect(winners).toHaveLength(1)
    expect(await findDiscrepancy(db(), number)).toEqual(winners[0])
    expect(await listEvents(db(), number)).toHaveLength(2)
  })

  test('saveTransition() saves nothing when a run brought new evidence meanwhile', async () => {
    const reconciliation = randomUUID()
    const { number } = await openOne(db(), FINDING, reconciliation)
    const finding = mismatch('1', { crm: 'a', billing: 'c' })
    const seen = { type: 'seen', number, finding, valuesChanged: true, silent: false } as const
    await saveChanges(db(), { reconciliation, changes: [seen], runId: 'run-2', now: later(1) })
    const late = {
      number,
      version: 1,
      to: 'acknowledged',
      actor: ANNA,
      resolution: null,
      now: later(2),
    } as const
    expect(await saveTransition(db(), late)).toBeNull()
    expect(await findDiscrepancy(db(), number)).toMatchObject({ status: 'new', version: 2 })
  })

  test('saveTransition() keeps a note that is no resolution in the history only', async () => {
    const { number } = await openOne(db(), FINDING, randomUUID())
    const saved = await saveTransition(db(), {
      number,
      version: 1,
      to: 'escalated',
      actor: ANNA,
      resolution: null,
      note: 'month end',
      now: later(1),
    })
    expect(saved?.resolution).toBeNull()
    expect((await listEvents(db(), number))[1]).toMatchObject({
      kind: 'escalated',
      note: 'month end',
      reason: null,
    })
  })

  test('saveTransition() gives null when there is no such discrepancy', async () => {
    const nobody = { number: 99_999_999, version: 1, to: 'resolved', actor: ANNA, resolution: null } as const
    expect(await saveTransition(db(), { ...nobody, now: later(1) })).toBeNull()
  })
})
