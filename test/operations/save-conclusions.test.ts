import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { type SavedConclusions, saveConclusions } from '../../src/operations/save-conclusions.ts'
import { countDiscrepancies } from '../../src/store/discrepancies.ts'
import { lockHistory } from '../../src/store/lock-history.ts'
import type { Database } from '../../src/store/open-database.ts'
import { eachTracker, later, mismatch } from '../store/each-tracker.ts'

/** More than two pages, and not a whole number of them. */
const MANY = 10_001

const define = (name: string) =>
  ({
    name,
    keyNames: ['id'],
    fields: [{ name: 'email' }],
    sides: ['crm', 'billing'].map((side) => ({ name: side, columns: { email: 'email' } })),
    notify: { channel: '#ops', maxCards: 3 },
    triage: { escalateTo: null },
  }) as unknown as Reconciliation

const remember = async (
  db: Database,
  reconciliation: Reconciliation,
  run: { findings: readonly Finding[]; id: string; minutes: number },
): Promise<SavedConclusions> =>
  await db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const comparison = {} as Parameters<typeof saveConclusions>[1]['seen']['comparison']
    const seen = { comparison, findings: run.findings, keys: null }
    return await saveConclusions(transaction, {
      reconciliation,
      seen,
      runId: run.id,
      now: later(run.minutes),
    })
  })

eachTracker((db, kind) => {
  test('remembers more findings than a page holds, sees them again, resolves and reopens them, each once', async () => {
    const reconciliation = define(`many-${randomUUID()}`)
    const findings = Array.from({ length: MANY }, (_, id) => mismatch(`${id}`, { crm: 'a', billing: 'b' }))
    const isOpen = { reconciliation: reconciliation.name, statuses: ['new'] as const }
    const run = (id: string, seen: readonly Finding[], minutes: number) =>
      remember(db(), reconciliation, { id, findings: seen, minutes })

    const first = await run('run-1', findings, 0)
    expect(first.changes).toEqual({ opened: MANY, seenAgain: 0, reopened: 0, resolved: 0 })
    const numbers = first.discrepancies.map(({ number }) => number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(first.discrepancies.map(({ finding }) => finding)).toEqual(findings)
    const cards = numbers.slice(0, 3).map((number) => `card:${number}`)
    expect(first.messages.map(({ tag }) => tag)).toEqual([...cards, 'run-group:run-1'])

    // Half are gone, one in ten shows something else.
    const half = findings.filter((_, id) => id % 2 === 0)
    const changed = half.map((finding, id) =>
      id % 10 === 0 ? { ...finding, values: { crm: 'a', billing: 'c' } } : finding,
    )
    const second = await run('run-2', changed, 1)
    expect(second.changes).toEqual({
      opened: 0,
      seenAgain: half.length,
      reopened: 0,
      resolved: MANY - half.length,
    })
    expect(await countDiscrepancies(db(), isOpen)).toBe(half.length)

    const third = await run('run-3', findings, 2)
    expect(third.changes).toEqual({
      opened: 0,
      seenAgain: half.length,
      reopened: MANY - half.length,
      resolved: 0,
    })
    expect(await countDiscrepancies(db(), isOpen)).toBe(MANY)
    expect(await countDiscrepancies(db(), { reconciliation: reconciliation.name })).toBe(MANY)
    const back = third.discrepancies.filter(({ timesReopened }) => timesReopened === 1)
    expect(back).toHaveLength(MANY - half.length)
    const changes = Math.ceil(half.length / 10)
    const { rows } = (await db().execute(sql`select count(*)::int as events from discrepancy_events
      where number in (select number from discrepancies where reconciliation = ${reconciliation.name})`)) as {
      rows: { events: number }[]
    }
    expect(rows).toEqual([{ events: MANY + 2 * (MANY - half.length) + 2 * changes }])
  })

  test('makes a second run wait, so that both never open the same discrepancy', async () => {
    if (kind === 'server') {
      // All connections are open before, so that the runs really meet.
      await Promise.all(Array.from({ length: 8 }, () => db().execute(sql`select pg_sleep(0.05)`)))
    }
    const reconciliation = define(`twice-${randomUUID()}`)
    const findings = [mismatch('1', { crm: 'a', billing: 'b' })]
    const runs = Array.from({ length: 8 }, (_, id) =>
      remember(db(), reconciliation, { findings, id: `run-${id}`, minutes: 0 }),
    )
    const opened = (await Promise.all(runs)).map(({ changes }) => changes.opened)
    expect(opened.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
  })
})
