import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { countDiscrepancies, countOpenBySeverity, findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { listFound } from '../../src/store/known-discrepancies.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { ANNA, eachTracker, later, mismatch, NOW, openOne, triage } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

const RUN_1 = { kind: 'run', id: 'run-1', surface: 'run' }
const RUN_2 = { kind: 'run', id: 'run-2', surface: 'run' }

let reconciliation: string
beforeEach(() => {
  reconciliation = `customers-${randomUUID()}`
})

const opened = (finding: Finding) => ({
  type: 'opened' as const,
  fingerprint: fingerprint(reconciliation, finding),
  finding,
})

eachTracker((db) => {
  test('saveChanges() saves an opened discrepancy with its event, and gives back exactly what is read later', async () => {
    const finding = mismatch('1', { crm: 'a@x', billing: null })
    const saved = await openOne(db(), finding, reconciliation)
    expect(saved).toEqual({
      number: saved.number,
      reconciliation,
      fingerprint: fingerprint(reconciliation, finding),
      finding,
      status: 'new',
      statusBy: RUN_1,
      statusAt: NOW,
      resolution: null,
      owner: null,
      snooze: null,
      damped: null,
      firstSeenAt: NOW,
      lastSeenAt: NOW,
      timesSeen: 1,
      timesReopened: 0,
      reopenedAt: null,
      reopenedBeforeAt: null,
      firstRunId: 'run-1',
      toldRunId: 'run-1',
      lastRunId: 'run-1',
      version: 1,
    })
    expect(await findDiscrepancy(db(), saved.number)).toEqual(saved)
    expect(await listEvents(db(), saved.number)).toEqual([
      {
        id: expect.any(Number),
        number: saved.number,
        kind: 'opened',
        actor: RUN_1,
        at: NOW,
        runId: 'run-1',
        from: null,
        to: 'new',
        reason: null,
        note: null,
        finding,
        details: null,
      },
    ])
  })

  test('saveChanges() numbers opened discrepancies in the order of the findings', async () => {
    const changes = ['9', '10', '1', 'b', 'a'].map((key) => opened(mismatch(key, { crm: '1', billing: '2' })))
    const saved = await saveKnown(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
    const numbers = saved.map(({ discrepancy }) => discrepancy.number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(saved.map(({ change }) => change)).toEqual(changes)
    expect(saved.map(({ discrepancy }) => discrepancy.finding.key)).toEqual(
      changes.map(({ finding }) => finding.key),
    )
  })

  test('saveChanges() keeps hostile evidence as it was read', async () => {
    const hostile = 'a\u0000b\ud800c 9007199254740993 \\u0000 \u202e🎈 {"x":1} \'; drop table runs; --'
    const finding: Finding = {
      kind: 'invalid',
      key: { id: hostile, part: null },
      severity: 'low',
      side: 'crm',
      field: 'balance',
      raw: hostile.repeat(1_000),
    }
    const [saved] = await saveKnown(db(), {
      reconciliation,
      changes: [opened(finding)],
      runId: 'run-1',
      now: NOW,
    })
    expect(saved!.discrepancy.finding).toEqual(finding)
    const known = await listFound(db(), { reconciliation, fingerprints: [saved!.discrepancy.fingerprint] })
    expect(known).toEqual([saved!.discrepancy])
    const [again] = await saveKnown(db(), {
      reconciliation,
      changes: [{ type: 'seen', number: known[0]!.number, finding, valuesChanged: true, silent: false }],
      runId: 'run-2',
      now: later(1),
    })
    expect(again!.discrepancy.finding).toEqual(finding)
  })

  test('saveChanges() counts a discrepancy that is seen again, without an event while it shows the same', async () => {
    const finding = mismatch('1', { crm: 'a', billing: 'b' })
    const { number } = await openOne(db(), finding, reconciliation)
    const seen = { type: 'seen', number, finding, valuesChanged: false, silent: false } as const
    const [saved] = await saveKnown(db(), {
      reconciliation,
      changes: [seen],
      runId: 'run-2',
      now: later(60),
    })
    expect(saved!.discrepancy).toMatchObject({
      status: 'new',
      statusAt: NOW,
      firstSeenAt: NOW,
      lastSeenAt: later(60),
      timesSeen: 2,
      firstRunId: 'run-1',
      toldRunId: 'run-1',
      lastRunId: 'run-2',
      version: 1,
    })
    expect(await listEvents(db(), number)).toHaveLength(1)
  })

  test('saveChanges() keeps new evidence, its severity and an event when the values changed', async () => {
    const { number } = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
    const finding = { ...mismatch('1', { crm: 'a', billing: 'c' }), severity: 'medium' as const }
    const seen = { type: 'seen', number, finding, valuesChanged: true, silent: false } as const
    const [saved] = await saveKnown(db(), {
      reconciliation,
      changes: [seen],
      runId: 'run-2',
      now: later(60),
    })
    expect(saved!.discrepancy).toMatchObject({ finding, timesSeen: 2, version: 2, status: 'new' })
    expect((await listEvents(db(), number))[1]).toMatchObject({
      kind: 'seen',
      actor: RUN_2,
      at: later(60),
      runId: 'run-2',
      from: null,
      to: null,
      reason: null,
      finding,
    })
    expect(await countOpenBySeverity(db(), reconciliation)).toEqual({ high: 0, medium: 1, low: 0 })
  })

  test('saveChanges() resolves and reopens under the same number, with the status before in the events', async () => {
    const finding = mismatch('1', { crm: 'a', billing: 'b' })
    const first = await openOne(db(), finding, reconciliation)
    const { number } = first
    await triage(db(), first, { action: 'acknowledge', to: 'acknowledged', now: later(1) })
    const [resolved] = await saveKnown(db(), {
      reconciliation,
      changes: [{ type: 'resolved', number }],
      runId: 'run-2',
      now: later(2),
    })
    expect(resolved!.discrepancy).toEqual({
      ...first,
      status: 'resolved',
      statusBy: RUN_2,
      statusAt: later(2),
      resolution: { reason: 'agrees', note: null },
      version: 3,
    })
    const [reopened] = await saveKnown(db(), {
      reconciliation,
      changes: [{ type: 'reopened', number, finding }],
      runId: 'run-3',
      now: later(3),
    })
    expect(reopened!.discrepancy).toEqual({
      ...first,
      statusBy: { kind: 'run', id: 'run-3', surface: 'run' },
      statusAt: later(3),
      lastSeenAt: later(3),
      timesSeen: 2,
      timesReopened: 1,
      reopenedAt: later(3),
      lastRunId: 'run-3',
      version: 4,
    })
    const events = await listEvents(db(), number)
    expect(events.map(({ kind, from, to, reason }) => [kind, from, to, reason])).toEqual([
      ['opened', null, 'new', null],
      ['acknowledged', 'new', 'acknowledged', null],
      ['resolved', 'acknowledged', 'resolved', 'agrees'],
      ['reopened', 'resolved', 'new', null],
    ])
  })

  test('saveChanges() leaves what is expected resolved when it is seen silently', async () => {
    const finding = mismatch('1', { crm: 'a', billing: 'b' })
    const { number } = await openOne(db(), finding, reconciliation)
    const resolution = { reason: 'expected', note: 'by contract' } as const
    await triage(
      db(),
      { number, version: 1 },
      { action: 'resolve', to: 'resolved', resolution, now: later(1) },
    )
    const [saved] = await saveKnown(db(), {
      reconciliation,
      changes: [{ type: 'seen', number, finding, valuesChanged: false, silent: true }],
      runId: 'run-2',
      now: later(2),
    })
    expect(saved!.discrepancy).toMatchObject({
      status: 'resolved',
      statusBy: ANNA,
      resolution,
      timesSeen: 2,
    })
  })

  test('saveChanges() saves nothing when its transaction fails', async () => {
    const finding = mismatch('1', { crm: 'a', billing: 'b' })
    const failing = db().transaction(async (transaction) => {
      await openOne(transaction, finding, reconciliation)
      throw new Error('killed')
    })
    await expect(failing).rejects.toThrow('killed')
    expect(await countDiscrepancies(db(), { reconciliation })).toBe(0)
  })

  test('saveChanges() saves more changes than a statement has parameters, also after a small start', async () => {
    // What the database planned for a few rows must not stay its plan for many.
    await openOne(db(), mismatch('first', { crm: 'a', billing: 'b' }), reconciliation)
    await db().execute(sql`analyze discrepancies, discrepancy_events`)
    await openOne(db(), mismatch('second', { crm: 'a', billing: 'b' }), reconciliation)
    const findings = Array.from({ length: 20_000 }, (_, key) =>
      mismatch(`${key}`, { crm: 'a', billing: 'b' }),
    )
    const changes = findings.map(opened)
    const saved = await saveKnown(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
    expect(saved).toHaveLength(20_000)
    expect(saved[19_999]!.discrepancy.finding).toEqual(findings[19_999])
    const resolved = saved.map(({ discrepancy }) => ({
      type: 'resolved' as const,
      number: discrepancy.number,
    }))
    await saveKnown(db(), { reconciliation, changes: resolved, runId: 'run-2', now: later(1) })
    expect(await countDiscrepancies(db(), { reconciliation, statuses: ['resolved'] })).toBe(20_000)
  })
})
