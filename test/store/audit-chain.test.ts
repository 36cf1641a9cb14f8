import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import type { DiscrepancyEvent } from '../../src/domain/discrepancy-event.ts'
import { verifyAudit } from '../../src/operations/verify-audit.ts'
import { appendEvents } from '../../src/store/events.ts'
import { lockHistory } from '../../src/store/lock-history.ts'
import type { Database } from '../../src/store/open-database.ts'
import { claimRun, completeRun, failRun } from '../../src/store/runs.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { ANNA, eachTracker, later, mismatch, NOW, openOne, triage } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

const check = (db: Database) =>
  db.transaction((transaction: Database) => verifyAudit(transaction, { key: null }), {
    accessMode: 'read only',
    isolationLevel: 'repeatable read',
  })

const note = (number: number, words: string): Omit<DiscrepancyEvent, 'id'> => ({
  number,
  kind: 'note',
  actor: ANNA,
  at: later(1),
  runId: null,
  from: null,
  to: null,
  reason: null,
  note: words,
  finding: null,
  details: null,
})

const SUMMARY = {
  sides: { crm: { rows: 5, totals: { balance: '90071992547409930.10' } } },
  counts: { matched: 1, agreeing: 1, missing: 0, mismatch: 0, duplicate: 0, invalid: 0, drift: 0 },
  drift: {},
  agreement: { asRead: 1, normalised: 0, tolerated: 0 },
}
const CHANGES = { opened: 1, seenAgain: 2, reopened: 3, resolved: 4 }

const aRun = async (db: Database, name: string) => {
  const run = { id: randomUUID(), reconciliation: name, trigger: 'cli' as const, requestedBy: 'an\u0000na' }
  await claimRun(db, {
    ...run,
    scope: { kind: 'everything' },
    configHash: 'abc',
    now: NOW,
    leaseSeconds: 60,
  })
  return run.id
}

eachTracker((db) => {
  test('every event of a run, a person or a timer has its place in the chain', async () => {
    const before = await check(db())
    const name = randomUUID()
    const hostile = 'a\u0000b\ud800c 9007199254740993 \\u0000 \u202e🎈 é'
    const changes: Change[] = Array.from({ length: 12_000 }, (_, index) => {
      const finding = mismatch(`${index}${hostile}`, { crm: hostile, billing: null })
      return { type: 'opened', fingerprint: fingerprint(name, finding), finding }
    })
    const saved = await saveKnown(db(), { reconciliation: name, changes, runId: 'run-1', now: NOW })
    const [{ discrepancy }] = saved as [(typeof saved)[0]]
    const { number, finding } = discrepancy
    const acknowledged = { action: 'acknowledge', to: 'acknowledged', note: hostile, now: later(1) } as const
    await triage(db(), discrepancy, acknowledged)
    await saveKnown(db(), {
      reconciliation: name,
      changes: [{ type: 'resolved', number }],
      runId: 'run-2',
      now: later(2),
    })
    await saveKnown(db(), {
      reconciliation: name,
      changes: [{ type: 'reopened', number, finding }],
      runId: 'run-3',
      now: later(3),
    })
    await appendEvents(db(), [note(number, 'one'), note(number, hostile), note(number, '')])
    const verdict = await check(db())
    expect(verdict.breach).toBeNull()
    expect(verdict.events - before.events).toBe(12_000 + 3 + 3)
    expect(verdict.last).toMatchObject({
      subject: 'event',
      number,
      position: verdict.entries,
      at: '2026-11-01T09:01:00.123000Z',
    })
    expect(verdict.head).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a run has its place once it has ended, however it ended, and cannot be changed any more', async () => {
    const before = await check(db())
    const [completed, failed, running] = [
      await aRun(db(), randomUUID()),
      await aRun(db(), randomUUID()),
      await aRun(db(), randomUUID()),
    ]
    await completeRun(db(), { id: completed!, summary: SUMMARY, changes: CHANGES, now: later(1) })
    await failRun(db(), { id: failed!, error: 'cut\u0000off', now: later(2) })
    const verdict = await check(db())
    expect(verdict).toMatchObject({ breach: null, runs: before.runs + 2 })
    expect(verdict.last).toMatchObject({ subject: 'run', id: failed, at: '2026-11-01T09:02:00.123000Z' })
    for (const change of [
      sql`update runs set state = 'running' where id = ${completed}`,
      sql`update runs set summary = null where id = ${completed}`,
      sql`delete from runs where id = ${failed}`,
      sql`delete from runs where id = ${running}`,
      sql`truncate runs`,
    ])
      await expect(db().execute(change)).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/has ended: UPDATE is refused|runs is append only/) },
      })
  })

  test('a held run that is decided is chained again, as it then is', async () => {
    const before = await check(db())
    const id = await aRun(db(), randomUUID())
    await db().execute(
      sql`update runs set state = 'held', finished_at = ${NOW.toISOString()} where id = ${id}`,
    )
    await db().execute(sql`update runs set state = 'completed', changes = '{}' where id = ${id}`)
    const verdict = await check(db())
    expect(verdict).toMatchObject({ breach: null, runs: before.runs + 2 })
  })

  test('the chain itself refuses update, delete and truncate', async () => {
    await openOne(db(), mismatch('1', { crm: 'a' }), randomUUID())
    for (const change of [
      sql`update audit_chain set hash = digest`,
      sql`update audit_chain set checkpoint = 1`,
      sql`delete from audit_chain`,
      sql`truncate audit_chain`,
      sql`truncate audit_checkpoints`,
    ])
      await expect(db().execute(change)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('is append only') },
      })
    expect((await check(db())).breach).toBeNull()
  })

  test('50 who append at once get one chain, whatever else their transactions lock', async () => {
    const before = await check(db())
    const name = randomUUID()
    const opened = await Promise.all(
      Array.from({ length: 5 }, (_, index) => openOne(db(), mismatch(String(index), { crm: 'a' }), name)),
    )
    const numbers = opened.map(({ number }) => number)
    const append = async (index: number) => {
      const number = numbers[index % 5]!
      if (index % 2 === 0) {
        await appendEvents(db(), [note(number, `a${index}`), note(number, 'b')])
        return
      }
      await db().transaction(async (transaction: Database) => {
        await lockHistory(transaction)
        for (const locked of index % 4 === 1 ? numbers : numbers.toReversed()) {
          await transaction.execute(
            sql`update discrepancies set times_seen = times_seen + 1 where number = ${locked}`,
          )
        }
        await appendEvents(transaction, [note(number, `c${index}`)])
        // Half of them give up: what they appended leaves no gap.
        if (index % 4 === 3) throw new Error('given up')
      })
    }
    const done = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => append(index)))
    const givenUp = done.filter((one) => one.status === 'rejected')
    expect(givenUp.map(({ reason }) => String(reason))).toEqual(Array(12).fill('Error: given up'))
    const verdict = await check(db())
    expect(verdict.breach).toBeNull()
    expect(verdict.events - before.events).toBe(5 + 25 * 2 + 13)
    const rows = db().select({ inOrder: sql<boolean>`bool_and(event_id > coalesce(before, 0))` })
    const [row] = await rows.from(
      sql`(select event_id, lag(event_id) over (order by position) as before from audit_chain where event_id is not null) as ids`,
    )
    expect(row).toEqual({ inOrder: true })
  })
})
