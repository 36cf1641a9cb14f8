import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { placeOf } from '../../src/domain/list-place.ts'
import {
  countBefore,
  countDiscrepancies,
  findDiscrepancies,
  findDiscrepancy,
  findOldestOpen,
  listDiscrepancies,
} from '../../src/store/discrepancies.ts'
import { countEvents, listEvents } from '../../src/store/events.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { eachTracker, later, mismatch, NOW, openOne, triage } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

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
  describe('listDiscrepancies()', () => {
    test('puts high severity first, then the newest, page by page', async () => {
      const severities = ['low', 'high', 'medium', 'high', 'low'] as const
      const changes = severities.map((severity, key) =>
        opened({ ...mismatch(`${key}`, { crm: 'a', billing: 'b' }), severity }),
      )
      await saveKnown(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
      const read = async (from: object) =>
        await listDiscrepancies(db(), { reconciliation, limit: 3, ...from })
      const keys = async (from: object) => (await read(from)).map(({ finding }) => finding.key.id)
      const first = await read({})
      expect(await keys({})).toEqual(['3', '1', '2'])
      expect(await keys({ after: placeOf(first[0]!) })).toEqual(['1', '2', '4'])
      const last = await read({ after: placeOf(first[2]!) })
      expect(last.map(({ finding }) => finding.key.id)).toEqual(['4', '0'])
      expect(await keys({ before: placeOf(last[0]!) })).toEqual(['3', '1', '2'])
      expect(await keys({ before: placeOf(last[1]!) })).toEqual(['1', '2', '4'])
      expect(await keys({ before: null })).toEqual(['2', '4', '0'])
      expect(await keys({ severities: ['medium'], after: placeOf(first[2]!) })).toEqual([])
      const passed = [...first, ...last].map((one) =>
        countBefore(db(), { reconciliation, place: placeOf(one) }),
      )
      expect(await Promise.all(passed)).toEqual([0, 1, 2, 3, 4])
    })

    test('repeats nothing and leaves nothing out when others open or are resolved between two pages', async () => {
      const open = async (id: string) =>
        await openOne(db(), mismatch(id, { crm: 'a', billing: 'b' }), reconciliation)
      for (const id of ['1', '2', '3', '4', '5', '6']) await open(id)
      const isOpen = { reconciliation, statuses: ['new'] as const, limit: 2 }
      const pages = [await listDiscrepancies(db(), isOpen)]
      for (let turn = 0; turn < 2; turn++) {
        const [shown] = pages.at(-1)!
        await triage(db(), shown!, {
          action: 'resolve',
          to: 'resolved',
          resolution: { reason: 'fixed', note: null },
          now: later(turn),
        })
        await open(`new ${turn}`)
        pages.push(await listDiscrepancies(db(), { ...isOpen, after: placeOf(pages.at(-1)!.at(-1)!) }))
      }
      const ids = pages.flat().map(({ finding }) => finding.key.id)
      expect(ids).toEqual(['6', '5', '4', '3', '2', '1'])
    })

    test('narrows by everything the filter says', async () => {
      const values = { crm: 'a', billing: 'b' }
      const high = await openOne(db(), mismatch('1', values), reconciliation)
      const low = await openOne(db(), { ...mismatch('2', values), severity: 'low' }, reconciliation)
      await triage(db(), high, { action: 'acknowledge', to: 'acknowledged', now: later(10) })
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

  describe('listDiscrepancies() of those that lived in a time', () => {
    const resolve = {
      action: 'resolve',
      to: 'resolved',
      resolution: { reason: 'fixed', note: null },
    } as const
    const lived = async (since: number, until: number) => {
      const livedBetween = { since: later(since), until: later(until) }
      return (await listDiscrepancies(db(), { reconciliation, livedBetween, limit: 9 })).length === 1
    }

    test('goes by what they were then, also where that changed later', async () => {
      const one = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
      const resolved = await triage(db(), one, { ...resolve, now: later(10) })
      const reopened = await triage(db(), resolved!, { action: 'reopen', to: 'new', now: later(30) })
      const isRight = async () => {
        expect([await lived(-5, 0), await lived(15, 25)]).toEqual([false, false])
        // On the day that it was resolved or came back it was there.
        for (const [since, until] of [
          [-5, 1],
          [5, 8],
          [8, 12],
          [25, 35],
          [35, 50],
        ] as const)
          expect([since, until, await lived(since, until)]).toEqual([since, until, true])
      }
      await isRight()
      expect(await lived(70, 80)).toBe(true)
      await triage(db(), reopened!, { ...resolve, now: later(60) })
      await isRight()
      expect(await lived(70, 80)).toBe(false)
    })

    test('passes over what was undone', async () => {
      const one = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
      const resolved = await triage(db(), one, { ...resolve, now: later(10) })
      const undone = (await listEvents(db(), one.number)).at(-1)!
      const back = await triage(db(), resolved!, { action: 'undo', to: 'new', undone, now: later(15) })
      expect(await lived(11, 14)).toBe(true)
      await triage(db(), back!, { ...resolve, now: later(40) })
      expect([await lived(11, 14), await lived(20, 30), await lived(50, 60)]).toEqual([true, true, false])
    })
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
    await saveKnown(db(), { reconciliation, changes, runId: 'run-2', now: NOW })
    expect((await findOldestOpen(db(), [reconciliation]))?.number).toBe(next.number)
    expect(await findOldestOpen(db(), ['nobody'])).toBeNull()
  })

  test('countEvents() counts within the period, people apart from runs', async () => {
    const one = await openOne(db(), mismatch('1', { crm: 'a', billing: 'b' }), reconciliation)
    const resolution = { reason: 'fixed', note: null } as const
    await triage(db(), one, { action: 'resolve', to: 'resolved', resolution, now: later(5) })
    const period = { reconciliations: [reconciliation], since: NOW, until: later(6) }
    const counted = await countEvents(db(), period)
    expect(counted.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { reconciliation, kind: 'opened', actorKind: 'run', count: 1 },
      { reconciliation, kind: 'resolved', actorKind: 'person', count: 1 },
    ])
    expect(await countEvents(db(), { ...period, until: NOW })).toEqual([])
  })
})
