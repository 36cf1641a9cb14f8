import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { writeKey } from '../../src/domain/record.ts'
import {
  countDiscrepancies,
  countOpenBySeverity,
  findDiscrepancies,
  findDiscrepancy,
  findOldestOpen,
  listDiscrepancies,
  readKnown,
  saveChanges,
  saveTransition,
} from '../../src/store/discrepancies.ts'
import { countEvents, listEvents } from '../../src/store/events.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { ANNA, eachTracker, later, mismatch, NOW, openOne } from './each-tracker.ts'

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
  describe('saveChanges()', () => {
    test('saves an opened discrepancy with its event, and gives back exactly what is read later', async () => {
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
        firstSeenAt: NOW,
        lastSeenAt: NOW,
        timesSeen: 1,
        timesReopened: 0,
        firstRunId: 'run-1',
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
        },
      ])
    })

    test('numbers opened discrepancies in the order of the findings', async () => {
      const changes = ['9', '10', '1', 'b', 'a'].map((key) => opened(mismatch(key, { crm: '1', billing: '2' })))
      const saved = await saveChanges(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
      const numbers = saved.map(({ discrepancy }) => discrepancy.number)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
      expect(saved.map(({ change }) => change)).toEqual(changes)
      expect(saved.map(({ discrepancy }) => discrepancy.finding.key)).toEqual(changes.map(({ finding }) => finding.key))
    })

    test('keeps hostile evidence as it was read', async () => {
      const hostile = 'a\u0000b\ud800c 9007199254740993 \\u0000 \u202e🎈 {"x":1} \'; drop table runs; --'
      const finding: Finding = {
        kind: 'invalid',
        key: { id: hostile, part: null },
        severity: 'low',
        side: 'crm',
        field: 'balance',
        raw: hostile.repeat(1_000),
      }
      const [saved] = await saveChanges(db(), { reconciliation, changes: [opened(finding)], runId: 'run-1', now: NOW })
      expect(saved!.discrepancy.finding).toEqual(finding)
      const known = await readKnown(db(), { reconciliation, keys: [writeKey(finding.key)], fingerprints: [] })
      expect(known).toEqual([saved!.discrepancy])
      const [again] = await saveChanges(db(), {
        reconciliation,
        changes: [{ type: 'seen', number: known[0]!.number, finding, valuesChanged: true, silent: false }],
        runId: 'run-2',
        now: later(1),
      })
      expect(again!.discrepancy.finding).toEqual(finding)
    })

    test('counts a discrepancy that is seen again, without an event while it shows the same', async () => {
      const finding = mismatch('1', { crm: 'a', billing: 'b' })
      const { number } = await openOne(db(), finding, reconciliation)
      const seen = { type: 'seen', number, finding, valuesChanged: false, silent: false } as const
      const [saved] = await saveChanges(db(), { reconciliation, changes: [seen], runId: 'run-2', now: later(60) })
      expect(saved!.discrepancy).toMatchObject({
        status: 'new',
        statusAt: NOW,
        firstSeenAt: NOW,
        lastSeenAt: later(60),
        timesSeen: 2,
        firstRunId: 'run-1',
        lastRunId: 'run-2',
        version: 1,
      })
      expect(await listEvents(db(), number)).toHaveLength(1)
    })

    test('keeps new evidence, its severity and an event when the values changed', async () => {
      const { number } = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
      const finding = { ...mismatch('1', { crm: 'a', billing: 'c' }), severity: 'medium' as const }
      const seen = { type: 'seen', number, finding, valuesChanged: true, silent: false } as const
      const [saved] = await saveChanges(db(), { reconciliation, changes: [seen], runId: 'run-2', now: later(60) })
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

    test('resolves and reopens under the same number, with the status before in the events', async () => {
      const finding = mismatch('1', { crm: 'a', billing: 'b' })
      const first = await openOne(db(), finding, reconciliation)
      const { number } = first
      await saveTransition(db(), {
        number,
        version: 1,
        to: 'acknowledged',
        actor: ANNA,
        resolution: null,
        now: later(1),
      })
      const [resolved] = await saveChanges(db(), {
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
      const [reopened] = await saveChanges(db(), {
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

    test('leaves what is expected resolved when it is seen silently', async () => {
      const finding = mismatch('1', { crm: 'a', billing: 'b' })
      const { number } = await openOne(db(), finding, reconciliation)
      const resolution = { reason: 'expected', note: 'by contract' } as const
      await saveTransition(db(), { number, version: 1, to: 'resolved', actor: ANNA, resolution, now: later(1) })
      const [saved] = await saveChanges(db(), {
        reconciliation,
        changes: [{ type: 'seen', number, finding, valuesChanged: false, silent: true }],
        runId: 'run-2',
        now: later(2),
      })
      expect(saved!.discrepancy).toMatchObject({ status: 'resolved', statusBy: ANNA, resolution, timesSeen: 2 })
    })

    test('saves nothing when its transaction fails', async () => {
      const finding = mismatch('1', { crm: 'a', billing: 'b' })
      const failing = db().transaction(async (transaction) => {
        await openOne(transaction, finding, reconciliation)
        throw new Error('killed')
      })
      await expect(failing).rejects.toThrow('killed')
      expect(await countDiscrepancies(db(), { reconciliation })).toBe(0)
    })

    test('saves more changes at once than a statement has parameters', async () => {
      const findings = Array.from({ length: 20_000 }, (_, key) => mismatch(`${key}`, { crm: 'a', billing: 'b' }))
      const changes = findings.map(opened)
      const saved = await saveChanges(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
      expect(saved).toHaveLength(20_000)
      expect(saved[19_999]!.discrepancy.finding).toEqual(findings[19_999])
      const resolved = saved.map(({ discrepancy }) => ({ type: 'resolved' as const, number: discrepancy.number }))
      await saveChanges(db(), { reconciliation, changes: resolved, runId: 'run-2', now: later(1) })
      expect(await countDiscrepancies(db(), { reconciliation, statuses: ['resolved'] })).toBe(20_000)
    })
  })

  describe('readKnown()', () => {
    test('gives the open ones with the keys and the resolved ones with the fingerprints, of this reconciliation', async () => {
      const values = { crm: 'a', billing: 'b' }
      const inScope = await openOne(db(), mismatch('1', values), reconciliation)
      const outOfScope = await openOne(db(), mismatch('2', values), reconciliation)
      const resolved = await openOne(db(), mismatch('3', values), reconciliation)
      await saveChanges(db(), {
        reconciliation,
        changes: [{ type: 'resolved', number: resolved.number }],
        runId: 'run-2',
        now: NOW,
      })
      await openOne(db(), mismatch('1', values), `${reconciliation}-other`)
      const numbersOf = async (keys: string[] | null, fingerprints: string[]) =>
        (await readKnown(db(), { reconciliation, keys, fingerprints })).map(({ number }) => number)
      const keys = [writeKey({ id: '1' }), writeKey({ id: '3' })]
      expect(await numbersOf(keys, [])).toEqual([inScope.number])
      expect(await numbersOf(keys, [resolved.fingerprint])).toEqual([inScope.number, resolved.number])
      expect(await numbersOf(null, [])).toEqual([inScope.number, outOfScope.number])
      expect(await numbersOf([], [])).toEqual([])
    })

    test('makes a second run wait, so that both never open the same discrepancy', async () => {
      const finding = mismatch('1', { crm: 'a', billing: 'b' })
      const run = () =>
        db().transaction(async (transaction) => {
          const fingerprints = [fingerprint(reconciliation, finding)]
          const known = await readKnown(transaction, { reconciliation, keys: null, fingerprints })
          if (known.length === 0) await openOne(transaction, finding, reconciliation)
          return known.length
        })
      expect((await Promise.all([run(), run(), run()])).sort()).toEqual([0, 1, 1])
    })

    test('finds a key that is too long for a B-tree', async () => {
      const finding = mismatch(randomUUID().repeat(500), { crm: 'a', billing: 'b' })
      const { number } = await openOne(db(), finding, reconciliation)
      const known = await readKnown(db(), { reconciliation, keys: [writeKey(finding.key)], fingerprints: [] })
      expect(known.map((discrepancy) => discrepancy.number)).toEqual([number])
    })
  })

  describe('listDiscrepancies()', () => {
    test('puts high severity first, then the newest, page by page', async () => {
      const severities = ['low', 'high', 'medium', 'high', 'low'] as const
      const changes = severities.map((severity, key) =>
        opened({ ...mismatch(`${key}`, { crm: 'a', billing: 'b' }), severity }),
      )
      await saveChanges(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
      const page = async (offset: number) =>
        (await listDiscrepancies(db(), { reconciliation, limit: 3, offset })).map(({ finding }) => finding.key.id)
      expect(await page(0)).toEqual(['3', '1', '2'])
      expect(await page(3)).toEqual(['4', '0'])
    })

    test('narrows by everything the filter says', async () => {
      const values = { crm: 'a', billing: 'b' }
      const high = await openOne(db(), mismatch('1', values), reconciliation)
      const low = await openOne(db(), { ...mismatch('2', values), severity: 'low' }, reconciliation)
      await saveTransition(db(), {
        number: high.number,
        version: 1,
        to: 'acknowledged',
        actor: ANNA,
        resolution: null,
        now: later(10),
      })
      const listed = async (filter: object) => {
        const found = await listDiscrepancies(db(), { reconciliation, ...filter, limit: 10 })
        expect(await countDiscrepancies(db(), { reconciliation, ...filter })).toBe(found.length)
        return found.map(({ number }) => number)
      }
      expect(await listed({})).toEqual([high.number, low.number])
      expect(await listed({ statuses: ['new', 'escalated'] })).toEqual([low.number])
      expect(await listed({ statuses: [] })).toEqual([])
      expect(await listed({ severities: ['high'] })).toEqual([high.number])
      expect(await listed({ runId: 'run-1' })).toEqual([high.number, low.number])
      expect(await listed({ runId: 'run-2' })).toEqual([])
      expect(await listed({ updatedBetween: { since: later(10), until: later(11) } })).toEqual([high.number])
      expect(await listed({ updatedBetween: { since: later(1), until: later(10) } })).toEqual([])
      expect(await listed({ reconciliations: ['nobody'] })).toEqual([])
    })
  })

  test('findDiscrepancy() gives null for numbers that no discrepancy can have', async () => {
    for (const number of [0, -1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER, 1e300]) {
      expect(await findDiscrepancy(db(), number)).toBeNull()
    }
  })

  test('findDiscrepancies() leaves out numbers that do not exist', async () => {
    const { number } = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
    const found = await findDiscrepancies(db(), [number + 1_000_000, 0.5, number])
    expect(found.map((discrepancy) => discrepancy.number)).toEqual([number])
  })

  test('findOldestOpen() passes over the resolved', async () => {
    const values = { crm: 'a', billing: 'b' }
    const oldest = await openOne(db(), mismatch('1', values), reconciliation)
    const next = await openOne(db(), mismatch('2', values), reconciliation)
    const changes = [{ type: 'resolved', number: oldest.number } as const]
    await saveChanges(db(), { reconciliation, changes, runId: 'run-2', now: NOW })
    expect((await findOldestOpen(db(), [reconciliation]))?.number).toBe(next.number)
    expect(await findOldestOpen(db(), ['nobody'])).toBeNull()
  })

  test('countEvents() counts within the period, people apart from runs', async () => {
    const { number } = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
    const resolution = { reason: 'fixed', note: null } as const
    await saveTransition(db(), { number, version: 1, to: 'resolved', actor: ANNA, resolution, now: later(5) })
    const period = { reconciliations: [reconciliation], since: NOW, until: later(6) }
    const counted = await countEvents(db(), period)
    expect(counted.sort((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { reconciliation, kind: 'opened', actorKind: 'run', count: 1 },
      { reconciliation, kind: 'resolved', actorKind: 'person', count: 1 },
    ])
    expect(await countEvents(db(), { ...period, until: NOW })).toEqual([])
  })
})
