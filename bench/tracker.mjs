// What remembering a run costs beside a bare insert of as many rows: `npm run bench` (build first).
//
// On both trackers: a run that opens ROWS discrepancies, one that sees them all again, clicks on single ones, and a run
// that resolves them all; each with its events, its entries in the audit chain and its outbox rows. Each tracker is
// measured in a process of its own, so that peak memory is its own too.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { saveConclusions } from '../dist/operations/save-conclusions.js'
import { verifyAudit } from '../dist/operations/verify-audit.js'
import { findDiscrepancy, listDiscrepancies, saveTransition } from '../dist/store/discrepancies.js'
import { lockHistory } from '../dist/store/lock-history.js'
import { openDatabase } from '../dist/store/open-database.js'
import { enqueue } from '../dist/store/outbox.js'
import { claimRun, completeRun } from '../dist/store/runs.js'
import { applyTransition } from '../dist/tracker/apply-transition.js'
import { startServer } from './server.mjs'

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000)
const CLICKS = 200
/** What is open already while single records are checked. */
const OPEN = Number(process.env.BENCH_OPEN ?? 1_000_000)
const RECONCILIATION = { name: 'bench', notify: { channel: '#bench', maxCards: 5 }, sides: [] }
const ANNA = { kind: 'person', id: 'U1', surface: 'slack' }

const wanted = process.argv[2]
if (wanted) process.stdout.write(`${JSON.stringify(await measure(wanted))}\n`)
else {
  const rows = ['embedded', 'server'].flatMap((kind) => {
    const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), kind], {
      encoding: 'utf8',
    })
    return JSON.parse(printed)
  })
  process.stdout.write(`${JSON.stringify({ rows: ROWS, results: rows })}\n`)
  console.table(rows)
}

async function measure(kind) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-bench-tracker-'))
  const server = kind === 'server' ? await startServer() : null
  const tracker = await openDatabase({ databaseUrl: server?.url ?? null, dataFolder })
  try {
    return await measureOn(tracker.db, { kind })
  } finally {
    await tracker.close()
    await server?.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

async function measureOn(db, { kind }) {
  const findings = Array.from({ length: ROWS }, (_, id) => finding(id))
  const results = []
  const add = (step, measured, limit) => {
    const base = results[0]?.cpuMs ?? measured.cpuMs
    const ratio = Number((measured.cpuMs / base).toFixed(1))
    results.push({ tracker: kind, step, ...measured, ratio, ...(limit ? { limit } : {}) })
  }
  add('bare insert', await timed(db, () => insertBare(db, findings)))
  add('opened', await timed(db, () => remember(db, { id: 'first', findings })), 16)
  await expectCounts(db, { discrepancies: ROWS, events: ROWS, open: ROWS, outbox: 6 })
  add('seen again', await timed(db, () => remember(db, { id: 'again', findings })), 16)
  await expectCounts(db, { discrepancies: ROWS, events: ROWS, open: ROWS, outbox: 6 })
  const clicks = await timed(db, () => click(db))
  add(`${CLICKS} clicks`, { ...clicks, perSecond: Math.round((CLICKS * 1_000) / clicks.ms) })
  add('resolved', await timed(db, () => remember(db, { id: 'last', findings: [] })), 24)
  await expectCounts(db, { discrepancies: ROWS, events: 2 * ROWS + CLICKS, open: 0, outbox: 6 })
  add('chain checked', await timed(db, () => verify(db)))
  const checks = async (step, rows) => {
    await fill(db, rows)
    const measured = await timed(db, () => checkRecords(db, `${step} `))
    add(step, { ...measured, perSecond: Math.round((CLICKS * 1_000) / measured.ms) })
    return measured.cpuMs
  }
  const few = await checks(`${CLICKS} checks, 1,000 open`, 1_000)
  const many = await checks(`${CLICKS} checks, ${OPEN.toLocaleString('en')} open`, OPEN - 1_000)
  results.push({ tracker: kind, step: 'many by few', ratio: Number((many / few).toFixed(2)), limit: 1.5 })
  return results
}

/** The processor time of this process and of the server's, because others may share the machine. */
async function timed(db, work) {
  const { rows } = await db.execute(sql`select pg_backend_pid() as pid`)
  const [started, before] = [performance.now(), cpuMs(rows[0].pid)]
  await work()
  const cpu = cpuMs(rows[0].pid) - before
  return {
    ms: Math.round(performance.now() - started),
    cpuMs: Math.round(cpu),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

function cpuMs(pid) {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3 + backendMs(pid)
}

/** Of the server's one process that works for us; where the system does not tell, nothing. */
function backendMs(pid) {
  if (wanted !== 'server') return 0
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}

/** The least that anybody could do: the same evidence and keys, one statement, no history. */
async function insertBare(db, findings) {
  await db.execute(
    sql`create table bare (number bigint generated always as identity primary key, key text, finding json)`,
  )
  const rows = findings.map((one) => ({ key: one.key.id, finding: JSON.stringify(one) }))
  await db.execute(sql`insert into bare (key, finding) select key, finding::json
    from json_to_recordset(${JSON.stringify(rows)}::json) as rows (key text, finding text)`)
  await expectCount(db, sql`bare`, ROWS)
}

/** What a run does in its last transaction. */
async function remember(db, { id, findings, keys = null }) {
  const now = new Date()
  await claimRun(db, {
    id,
    reconciliation: RECONCILIATION.name,
    trigger: 'cli',
    requestedBy: 'bench',
    scope: keys ? { kind: 'keys', keys: findings.map(({ key }) => key) } : { kind: 'everything' },
    now,
    leaseSeconds: 600,
  })
  await db.transaction(async (transaction) => {
    await lockHistory(transaction)
    const seen = { comparison: {}, findings, keys }
    const { changes, messages } = await saveConclusions(transaction, {
      reconciliation: RECONCILIATION,
      seen,
      runId: id,
      now,
    })
    await enqueue(transaction, messages, now)
    await completeRun(transaction, { id, summary: {}, changes, now })
  })
}

async function click(db) {
  for (const { number } of await listDiscrepancies(db, { limit: CLICKS })) {
    const known = await findDiscrepancy(db, number)
    const request = { action: 'acknowledge', actor: ANNA, now: new Date() }
    const planned = applyTransition(known, 'acknowledged', request)
    const saved = await saveTransition(db, { version: known.version, ...planned })
    if (saved?.status !== 'acknowledged') throw new Error(`#${number} was not acknowledged`)
  }
}

/** Open discrepancies of the reconciliation, as runs before would have left them; their history is not what is measured. */
async function fill(db, rows) {
  await db.execute(sql`
    insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status, status_by,
      status_at, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, told_run_id, version)
    select ${RECONCILIATION.name}, encode(sha256(convert_to(id || ${`of ${rows}`}, 'UTF8')), 'hex'), 'mismatch',
      '["m' || id || '"]', 'email', json_build_object('kind', 'mismatch', 'key', json_build_object('id', 'm' || id), 'field',
        'email', 'values', json_build_object('crm', 'a', 'billing', 'b'), 'severity', 'high'),
      (array['high', 'medium', 'low'])[1 + id % 3], 'new', '{"kind":"run","id":"fill","surface":"run"}', now(), now(), now(),
      1, 0, 'fill', 'fill', 'fill', 1
    from generate_series(1, ${rows}::int) as id`)
  await db.execute(sql`vacuum (analyze) discrepancies`)
}

/** Runs over one record each: what is known of it is read, and one discrepancy opened. */
async function checkRecords(db, name) {
  for (let check = 0; check < CLICKS; check++) {
    const one = finding(`${name}${check}`)
    await remember(db, { id: `${name}${check}`, findings: [one], keys: new Set([`["${one.key.id}"]`]) })
  }
}

async function verify(db) {
  const verdict = await db.transaction((transaction) => verifyAudit(transaction, { key: null }), {
    accessMode: 'read only',
    isolationLevel: 'repeatable read',
  })
  const entries = 2 * ROWS + CLICKS + 3
  if (verdict.breach || verdict.entries !== entries)
    throw new Error(`the chain is not whole: ${JSON.stringify(verdict)}, expected ${entries} entries`)
}

async function expectCounts(db, { discrepancies, events, open, outbox }) {
  await expectCount(db, sql`discrepancies`, discrepancies)
  await expectCount(db, sql`discrepancy_events`, events)
  await expectCount(db, sql`audit_chain where event_id is not null`, events)
  await expectCount(db, sql`discrepancies where status <> 'resolved'`, open)
  await expectCount(db, sql`outbox`, outbox)
}

async function expectCount(db, what, expected) {
  const { rows } = await db.execute(sql`select count(*)::int as count from ${what}`)
  if (rows[0].count !== expected) throw new Error(`${rows[0].count} rows where ${expected} are expected`)
}

function finding(id) {
  return {
    kind: 'mismatch',
    key: { id: String(id) },
    field: 'email',
    values: { crm: `person${id}@example.com`, billing: `other${id}@example.com` },
    likelyCorrect: 'billing',
    reason: 'the default of this reconciliation',
    cause: null,
    severity: 'high',
  }
}
