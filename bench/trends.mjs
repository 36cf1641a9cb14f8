// What it costs to tell a trend from days that are summed up, beside one that reads the events: `node bench/trends.mjs`
// (build first). A year of hourly runs, ROWS discrepancies, each opened and three of four resolved, on a server.
import { performance } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import { readTrend } from '../dist/operations/read-trend.js'
import { sumUpEvents } from '../dist/operations/sum-up-events.js'
import { countChanges } from '../dist/store/field-days.js'
import { openDatabase } from '../dist/store/open-database.js'
import { startServer } from './server.mjs'

const ROWS = Number(process.env.BENCH_ROWS ?? 200_000)
/** A question about summed up days takes at most this part of reading a year of events. */
const LIMIT = 0.3
const YEAR_MS = 365 * 86_400_000
const now = new Date('2026-11-02T12:00:00Z')
const start = new Date(now.getTime() - YEAR_MS)

const server = await startServer()
const tracker = await openDatabase({ databaseUrl: server.url, dataFolder: '' })
try {
  const { db } = tracker
  await fill(db)
  const fields = ['balance', 'email', 'plan', 'phone'].map((name) => ({
    name,
    tolerance: null,
    lagSeconds: 0,
  }))
  const settings = {
    sources: {},
    reconciliations: [
      {
        name: 'customers',
        title: 'Customers',
        fields,
        keyNames: ['id'],
        schedule: { zone: 'Europe/Berlin' },
      },
    ],
  }
  const context = { db, settings, now: () => now }
  const took = {}
  took.first = await time(() => sumUpEvents(context))
  took.nothingNew = await time(() => sumUpEvents(context))
  await resolveSome(db, 100)
  took.hundredNew = await time(() => sumUpEvents(context))
  took.trendOf30Days = await best(() => readTrend(context, { name: 'customers', field: null, days: 30 }))
  took.trendOfAYear = await best(() => readTrend(context, { name: 'customers', field: null, days: 365 }))
  took.eventsOfAYear = await best(() => countChanges(db, { after: 0, reconciliation: 'customers' }))
  const ratio = took.trendOfAYear / took.eventsOfAYear
  const rounded = Object.fromEntries(Object.entries(took).map(([step, ms]) => [step, `${Math.round(ms)} ms`]))
  process.stdout.write(
    `${JSON.stringify({ rows: ROWS, ...rounded, ratio: ratio.toFixed(3), limit: LIMIT })}\n`,
  )
  if (ratio > LIMIT) process.exitCode = 1
} finally {
  await tracker.close()
  await server.close()
}

/** By itself a year of runs would take hours: what they leave is written as they leave it. */
async function fill(db) {
  await db.execute(sql`
    insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status, status_by, status_at,
      first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, version)
    select 'customers', 'f' || id, 'mismatch', '{"id":"' || id || '"}', field,
      json_build_object('kind', 'mismatch', 'key', json_build_object('id', id::text), 'field', field, 'severity', 'high',
        'values', json_build_object('crm', id || '.10', 'billing', id || '.20'), 'agreeing', json_build_array(),
        'likelyCorrect', 'billing', 'likelyCorrectReason', 'billing is trusted', 'cause',
        (array['rounding', 'x100', null, 'case'])[1 + id % 4]),
      'high', case when id % 4 = 0 then 'new' else 'resolved' end, '{"kind":"run","id":"r","surface":"run"}'::json, at, at, at, 1, 0, 'r', 'r', 1
    from (select id, (array['balance', 'email', 'plan', 'phone'])[1 + id % 4] as field,
      ${start.toISOString()}::timestamptz + make_interval(hours => id * 8760 / ${ROWS}::int) as at
      from generate_series(1, ${ROWS}::int) as id) as made`)
  const noted = (kind, to, from, hours, where) => sql`
    insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, finding)
    select number, ${kind}, status_by, first_seen_at + make_interval(hours => ${hours}::int), 'r', ${from}, ${to},
      ${kind === 'opened' ? sql`finding` : sql`null`} from discrepancies where ${where} order by number`
  await db.execute(noted('opened', 'new', null, 0, sql`true`))
  await db.execute(noted('resolved', 'resolved', 'new', 20, sql`status = 'resolved'`))
  await db.execute(sql`vacuum analyze`)
}

async function resolveSome(db, count) {
  await db.execute(sql`
    with picked as (update discrepancies set status = 'resolved'
      where number in (select number from discrepancies where status = 'new' order by number desc limit ${count}::int) returning number)
    insert into discrepancy_events (number, kind, actor, at, from_status, to_status)
    select number, 'resolved', '{"kind":"run","id":"r","surface":"run"}'::json, ${now.toISOString()}::timestamptz, 'new', 'resolved' from picked`)
}

async function time(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function best(work) {
  const times = []
  for (let round = 0; round < 5; round++) times.push(await time(work))
  return Math.min(...times)
}
