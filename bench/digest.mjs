// How long the facts of a digest take to count with a long history: `node bench/digest.mjs` (build first).
//
// BENCH_EVENTS events of the last 14 days, two fifths of them openings; of what was opened a half was acknowledged and
// resolved by people, most of it weeks ago, and a tenth on the last day.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import { gatherDigest } from '../dist/operations/gather-digest.js'
import { openDatabase } from '../dist/store/open-database.js'
import { startServer } from './server.mjs'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const NOW = new Date('2026-11-15T09:00:00Z')
const DAY_MS = 86_400_000
const RECONCILIATIONS = ['one', 'two', 'three'].map((name) => ({ name, title: name }))

for (const kind of (process.argv[2] ?? 'embedded server').split(' '))
  process.stdout.write(`${JSON.stringify(await measure(kind))}\n`)

async function measure(kind) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-bench-digest-'))
  const server = kind === 'server' ? await startServer() : null
  const tracker = await openDatabase({ databaseUrl: server?.url ?? null, dataFolder })
  try {
    await fill(tracker.db)
    const times = []
    const cpu = []
    let facts
    for (let round = 0; round < 3; round++) {
      const [started, before] = [performance.now(), process.cpuUsage()]
      facts = await gatherDigest(tracker, {
        reconciliations: RECONCILIATIONS,
        day: '2026-11-15',
        since: new Date(NOW.getTime() - DAY_MS),
        until: NOW,
      })
      times.push(Math.round(performance.now() - started))
      // Of this process: on a server the work is another's.
      const { user, system } = process.cpuUsage(before)
      cpu.push(Math.round((user + system) / 1e3))
    }
    const { opened, acknowledgedAfter, resolvedAfter, open, trend } = facts
    return {
      tracker: kind,
      events: EVENTS,
      ms: times,
      cpuMs: cpu,
      opened,
      acknowledgedAfter,
      resolvedAfter,
      open,
      days: trend.points.length,
    }
  } finally {
    await tracker.close()
    await server?.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

async function fill(db) {
  const discrepancies = Math.round(EVENTS * 0.4)
  const instant = sql`${NOW.toISOString()}::timestamptz`
  // A tenth on the last day, the rest evenly over the 13 days before.
  const at = sql`${instant} - case when n % 10 = 0 then (n % 86400) * interval '1 second' * 0.9
    else interval '1 day' + (n % 13) * interval '1 day' + (n % 86400) * interval '1 second' end`
  const run = JSON.stringify({ kind: 'run', id: 'r', surface: 'run' })
  await db.execute(sql`
    insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status, status_by,
      status_at, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, version)
    select (array['one', 'two', 'three'])[n % 3 + 1], 'f' || n, 'mismatch', '{"id":"' || n || '"}',
      (array['balance', 'plan'])[n % 2 + 1],
      json_build_object('kind', 'mismatch', 'key', json_build_object('id', n), 'severity', 'high', 'cause', 'rounding'),
      'high', case when n % 4 > 1 then 'resolved' else 'new' end, ${run}::json,
      ${at}, ${at}, ${at}, 1, 0, 'r', 'r', 1
    from generate_series(1, ${discrepancies}) n`)
  await db.execute(sql`
    insert into discrepancy_events (number, kind, actor, at, from_status, to_status)
    select number, 'opened', ${run}::json, first_seen_at, null, 'new' from discrepancies`)
  const person = sql`json_build_object('kind', 'person', 'id', 'U' || number % 20, 'surface', 'slack')`
  await db.execute(sql`
    insert into discrepancy_events (number, kind, actor, at, from_status, to_status)
    select number, 'acknowledged', ${person}, first_seen_at + interval '5 minutes', 'new', 'acknowledged'
    from discrepancies where status = 'resolved'`)
  await db.execute(sql`
    insert into discrepancy_events (number, kind, actor, at, from_status, to_status)
    select number, 'resolved', ${person}, least(first_seen_at + interval '1 hour', ${instant} - interval '1 second'),
      'acknowledged', 'resolved'
    from discrepancies where status = 'resolved'`)
  const extra = EVENTS - 2 * discrepancies
  await db.execute(sql`
    insert into discrepancy_events (number, kind, actor, at)
    select number, 'seen', ${run}::json, first_seen_at + interval '1 minute' from discrepancies limit ${extra}`)
  await db.execute(sql`vacuum analyze discrepancies, discrepancy_events`)
}
