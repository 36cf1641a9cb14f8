import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { writeKey } from '../../src/domain/record.ts'
import { countQueues } from '../../src/store/count-queues.ts'
import {
  countBefore,
  countOpenBySeverity,
  findDiscrepancy,
  listDiscrepancies,
  listDue,
  listKeysToLookAgain,
} from '../../src/store/discrepancies.ts'
import { findFirstFailing, readFailing } from '../../src/store/failing-runs.ts'
import { listFound, listPairs, pagesOfOpen } from '../../src/store/known-discrepancies.ts'
import type { Database } from '../../src/store/open-database.ts'
import { countRunGroup, listRunGroup } from '../../src/store/run-group.ts'
import { findLastFullRun, listRuns } from '../../src/store/runs.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

const ROWS = 100_000
const OPEN = ['new', 'acknowledged', 'escalated'] as const
const STOP = new Error('only looked')

/** What a statement reads of a big table, by the counters of its transaction. */
async function readOf(db: Database, statement: (db: Database) => Promise<unknown>, table = 'discrepancies') {
  const counters = { whole: -1, rows: -1 }
  const read = db.transaction(async (transaction: Database) => {
    const count = async () => {
      const found = (await transaction.execute(sql`select seq_scan::int as whole, idx_tup_fetch::int as rows
        from pg_stat_xact_user_tables where relname = ${table}`)) as { rows: [typeof counters] }
      return found.rows[0]
    }
    const before = await count()
    await statement(transaction)
    const after = await count()
    Object.assign(counters, { whole: after.whole - before.whole, rows: after.rows - before.rows })
    throw STOP
  })
  await expect(read).rejects.toBe(STOP)
  return counters
}

const allOf = async (pages: AsyncIterable<unknown>) => {
  for await (const _page of pages);
}
const TOLD = { runId: 'told', skip: 5 }
const QUEUE = { statuses: OPEN, snoozed: false } as const
const place = (number: number) => ({ severity: 'high', number }) as const
/** Of 100,000: nine of ten are resolved, half belong to `big`, a third of those is high, and somebody owns a hundred. */
const STATEMENTS: [string, number, (db: Database) => Promise<unknown>][] = [
  ['findDiscrepancy()', 1, (db) => findDiscrepancy(db, 77_777)],
  ['listFound()', 4, (db) => listFound(db, { reconciliation: 'big', fingerprints: ['f4000', 'f4002'] })],
  [
    'pagesOfOpen() of one record',
    2,
    (db) => allOf(pagesOfOpen(db, { reconciliation: 'big', keys: [writeKey({ id: '4000' })], size: 100 })),
  ],
  [
    'pagesOfOpen() of all records',
    5_000,
    (db) => allOf(pagesOfOpen(db, { reconciliation: 'big', keys: null, unseenBy: 'x', size: 1_000 })),
  ],
  ['listPairs()', 5, (db) => listPairs(db, 'big')],
  // PostgreSQL may as well walk the numbers backwards, past what is resolved: here one in thirty fits.
  ['the first page', 1_000, (db) => listDiscrepancies(db, { statuses: OPEN, limit: 10 })],
  [
    'a page far below',
    1_000,
    (db) => listDiscrepancies(db, { statuses: OPEN, limit: 10, after: place(5_000) }),
  ],
  [
    'a page of one reconciliation',
    60,
    (db) => listDiscrepancies(db, { reconciliation: 'big', statuses: OPEN, limit: 10, before: place(5_000) }),
  ],
  // A third is low and only recorded: none of it is read.
  [
    'the rows of a digest',
    60,
    (db) => listDiscrepancies(db, { ...QUEUE, reconciliations: ['big', 'other'], isTold: true, limit: 5 }),
  ],
  ['a page of what somebody owns', 300, (db) => listDiscrepancies(db, { ...QUEUE, owner: 'U1', limit: 20 })],
  ['a page of what nobody owns', 2_000, (db) => listDiscrepancies(db, { ...QUEUE, owner: null, limit: 20 })],
  // What is only open is counted in the index.
  ['countQueues()', 120, (db) => countQueues(db, { person: 'U1', overdue: [] })],
  ['countBefore()', 5_000, (db) => countBefore(db, { statuses: OPEN, place: place(50_000) })],
  ['countOpenBySeverity()', 5_100, (db) => countOpenBySeverity(db, 'big')],
  ['listDue()', 10, (db) => listDue(db, { now: later(10), limit: 100 })],
  // A run that told of a hundred.
  ['countRunGroup()', 100, (db) => countRunGroup(db, TOLD)],
  [
    'listRunGroup()',
    200,
    (db) => listRunGroup(db, { ...TOLD, statuses: OPEN, orMovedAfter: 0, limit: 20, offset: 40 }),
  ],
  ['listKeysToLookAgain()', 5_300, (db) => listKeysToLookAgain(db, { reconciliation: 'big', runAt: NOW })],
]

const RUNS = 4_000
/** Of 4,000 runs, a minute apart: 20 of the newest failed one after another, and half belong to `big`. */
const RUN_STATEMENTS: [string, number, (db: Database) => Promise<unknown>][] = [
  [
    'findFirstFailing()',
    60,
    async (db) => {
      const first = await findFirstFailing(db, { reconciliation: 'big', until: later(RUNS * 60) })
      expect(first).toBe(`r${RUNS - 38}`)
    },
  ],
  [
    'findFirstFailing() where the last one worked',
    10,
    (db) => findFirstFailing(db, { reconciliation: 'other', until: later(RUNS * 60) }),
  ],
  [
    'readFailing()',
    100,
    async (db) => expect(await readFailing(db, `r${RUNS - 38}`)).toMatchObject({ count: 20, endedBy: null }),
  ],
  ['findLastFullRun()', 60, (db) => findLastFullRun(db, 'big')],
  ['listRuns()', 30, (db) => listRuns(db, { reconciliation: 'big', limit: 10 })],
  ['listRuns() of all', 20, (db) => listRuns(db, { limit: 10 })],
]

eachTracker((db) => {
  beforeAll(async () => {
    await db().execute(sql`
      insert into runs (id, reconciliation, trigger, requested_by, scope, scope_hash, state, started_at, lease_until, finished_at, error)
      select 'r' || id, case when id % 2 = 0 then 'big' else 'other' end, 'schedule', 'clock', '{"kind":"everything"}', 'h',
        case when id % 2 = 0 and id > ${RUNS - 40}::int then 'failed' else 'completed' end,
        ${NOW.toISOString()}::timestamptz + id * interval '1 minute', ${NOW.toISOString()}::timestamptz,
        ${NOW.toISOString()}::timestamptz, case when id % 2 = 0 and id > ${RUNS - 40}::int then 'away' end
      from generate_series(1, ${RUNS}::int) as id`)
    await db().execute(sql`vacuum (analyze) runs`)
  }, 120_000)

  test.each(RUN_STATEMENTS)(
    '%s reads at most %i rows of 4,000 runs, by an index',
    async (_, most, statement) => {
      const { whole, rows } = await readOf(db(), statement, 'runs')
      expect(whole).toBe(0)
      expect(rows).toBeLessThanOrEqual(most)
    },
  )

  beforeAll(async () => {
    await db().execute(sql`
      insert into discrepancies (reconciliation, fingerprint, kind, key_text, finding, severity, status, status_by, status_at,
        owner, snoozed_until, snoozed_at, snoozed_by, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id,
        last_run_id, told_run_id, version)
      select case when id % 2 = 0 then 'big' else 'other' end, 'f' || id, 'mismatch', '["' || id || '"]',
        json_build_object('kind', 'mismatch', 'key', json_build_object('id', id::text), 'field', 'email', 'severity', 'high'),
        case id % 3 when 0 then 'high' when 1 then 'medium' else 'low' end,
        case when id % 20 in (0, 1) then 'new' else 'resolved' end, '{"kind":"run","id":"r","surface":"run"}',
        ${later(-1).toISOString()}::timestamptz, case when id % 1000 = 20 then 'U1' end,
        case when id % 10000 = 0 then ${NOW.toISOString()}::timestamptz end,
        case when id % 10000 = 0 then ${NOW.toISOString()}::timestamptz end,
        case when id % 10000 = 0 then '{"kind":"person","id":"U1","surface":"slack"}'::json end,
        ${NOW.toISOString()}::timestamptz, ${NOW.toISOString()}::timestamptz, 1, 0, 'r', 'r',
        case when id % 1000 = 0 then 'told' end, 1
      from generate_series(1, ${ROWS}::int) as id`)
    await db().execute(sql`vacuum (analyze) discrepancies`)
  }, 120_000)

  test.each(STATEMENTS)('%s reads at most %i rows of 100,000, by an index', async (_, most, statement) => {
    const { whole, rows } = await readOf(db(), statement)
    expect(whole).toBe(0)
    expect(rows).toBeLessThanOrEqual(most)
  })
})
