import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import { type AuditVerdict, verifyAudit } from '../../src/operations/verify-audit.ts'
import type { Database } from '../../src/store/open-database.ts'
import { claimRun, completeRun } from '../../src/store/runs.ts'
import { later, mismatch, openOne, triage } from '../store/each-tracker.ts'
import { saveKnown } from '../store/save-known.ts'

const SUMMARY = {
  sides: { crm: { rows: 5, totals: { balance: '10.50' } }, billing: { rows: 5, totals: {} } },
  counts: { matched: 4, agreeing: 3, missing: 1, mismatch: 1, duplicate: 0, invalid: 0, drift: 0 },
  drift: {},
  agreement: { asRead: 10, normalised: 0, tolerated: 0 },
}
const CHANGES = { opened: 3, seenAgain: 0, reopened: 0, resolved: 0 }

export async function verify(
  db: Database,
  request: { key?: string; head?: string } = {},
): Promise<AuditVerdict> {
  const { key = null, ...rest } = request
  return await db.transaction((transaction: Database) => verifyAudit(transaction, { key, ...rest }), {
    accessMode: 'read only',
    isolationLevel: 'repeatable read',
  })
}

/**
 * Three discrepancies of one reconciliation and one completed run of everything, in this order in the chain: opened #1,
 * #2, #3; acknowledged #1; the run; resolved #2 by a person with a note.
 */
export async function makeHistory(
  db: Database,
): Promise<{ name: string; runId: string; opened: readonly Discrepancy[] }> {
  const name = randomUUID()
  const opened = []
  for (const key of ['a', 'b', 'c'])
    opened.push(await openOne(db, mismatch(key, { crm: '1', billing: '2' }), name))
  const [first, second] = opened as [Discrepancy, Discrepancy]
  await triage(db, first, { action: 'acknowledge', to: 'acknowledged', now: later(1) })
  const runId = await runOnce(db, { name, minutes: 2 })
  const resolution = { reason: 'fixed', note: 'corrected' } as const
  await triage(db, second, { action: 'resolve', to: 'resolved', resolution, now: later(4) })
  return { name, runId, opened }
}

/** A run of everything that came to its end a minute after it began. */
export async function runOnce(
  db: Database,
  { name, minutes }: { name: string; minutes: number },
): Promise<string> {
  const id = randomUUID()
  await claimRun(db, {
    ...{ id, reconciliation: name, trigger: 'cli', requestedBy: 'anna' },
    scope: { kind: 'everything' },
    configHash: 'c0ffee',
    now: later(minutes),
    leaseSeconds: 60,
  })
  await completeRun(db, { id, summary: SUMMARY, changes: CHANGES, now: later(minutes + 1) })
  return id
}

/** A run sees that they agree. */
export async function resolveByRun(
  db: Database,
  { name, numbers, minutes }: { name: string; numbers: readonly number[]; minutes: number },
): Promise<void> {
  const changes = numbers.map((number) => ({ type: 'resolved' as const, number }))
  await saveKnown(db, { reconciliation: name, changes, runId: 'run-2', now: later(minutes) })
}

const TABLES = ['discrepancy_events', 'audit_chain', 'audit_checkpoints', 'runs']

/** Does what only somebody with the rights of the tables' owner can: past the triggers. */
export async function tamper(db: Database, statements: readonly string[]): Promise<void> {
  for (const table of TABLES) await db.execute(sql.raw(`alter table ${table} disable trigger all`))
  for (const statement of statements) await db.execute(sql.raw(statement))
  for (const table of TABLES) await db.execute(sql.raw(`alter table ${table} enable trigger all`))
}
