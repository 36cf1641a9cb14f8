// Reading and comparing real sources, as ratios to a limit of the same run: `npm run bench:sources` (build first).
//
// Starts a PostgreSQL of its own, plants differences, checks every answer against the truth, prints a table and writes
// bench-results.json. BENCH_SCALE=0.1 makes all tables a tenth; BENCH_ONLY=name,name runs some cases; BENCH_LARGE=1
// adds those of 10 million records.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fieldNames, keyNames, statementsOf, tableOf, truthOf } from './data.mjs'
import { startServer } from './server.mjs'

const SCALE = Number(process.env.BENCH_SCALE ?? 1)
const RUNS = Number(process.env.BENCH_RUNS ?? 3)
const only = process.env.BENCH_ONLY?.split(',')
const M = 1_000_000 * SCALE

/** Each with what it may cost at most: time as a multiple of the limit, memory and bytes moved in MB. */
const CASES = [
  {
    table: tableOf('same', { rows: M, columns: 10, every: 0 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: 150,
  },
  {
    table: tableOf('rare', { rows: M, columns: 10, every: 100_000 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: 150,
  },
  {
    table: tableOf('some', { rows: M, columns: 10, every: 1000 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: 150,
  },
  {
    table: tableOf('more', { rows: M, columns: 10, every: 100 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: 150,
  },
  {
    table: tableOf('half', { rows: M, columns: 10, every: 2 }),
    way: 'merge',
    limit: 'limit',
    atMost: null,
    mb: null,
  },
  {
    table: tableOf('all', { rows: M, columns: 10, every: 1 }),
    way: 'merge',
    limit: 'limit',
    atMost: null,
    mb: null,
  },
  {
    table: tableOf('uuid', { rows: M, columns: 10, key: 'uuid', every: 1000 }),
    way: 'merge',
    limit: 'ordered',
    atMost: 2,
    mb: 150,
  },
  {
    table: tableOf('composite', { rows: M, columns: 10, key: 'composite', every: 1000 }),
    way: 'merge',
    limit: 'ordered',
    atMost: 2,
    mb: 150,
  },
  {
    table: tableOf('wide', { rows: M, columns: 29, every: 185 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: null,
  },
  {
    table: tableOf('widest', { rows: M / 10, columns: 360, every: 100 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.5,
    mb: null,
  },
  {
    table: tableOf('some', { rows: M, columns: 10, every: 1000 }),
    way: 'checksum',
    limit: 'limit',
    atMost: null,
    mb: null,
  },
  {
    table: tableOf('rare', { rows: M, columns: 10, every: 100_000 }),
    way: 'checksum',
    limit: 'limit',
    atMost: null,
    mb: null,
  },
  {
    table: tableOf('wide', { rows: M, columns: 29, every: 185 }),
    way: 'keyHash',
    limit: 'limit',
    atMost: null,
    mb: null,
  },
]
const LARGE = [
  {
    table: tableOf('large', { rows: 10 * M, columns: 10, every: 10_000 }),
    way: 'merge',
    limit: 'limit',
    atMost: 1.2,
    mb: 200,
  },
  {
    table: tableOf('large', { rows: 10 * M, columns: 10, every: 10_000 }),
    way: 'checksum',
    limit: 'limit',
    atMost: null,
    mb: null,
    movedMb: 50,
  },
]

const scratch = mkdtempSync(join(tmpdir(), 'counterfoil-bench-'))
const server = await startServer()
try {
  const cases = [...CASES, ...(process.env.BENCH_LARGE ? LARGE : [])].filter(
    ({ table }) => !only || only.includes(table.name),
  )
  const rows = []
  let made = null
  for (const one of cases.toSorted((a, b) => (a.table.name < b.table.name ? -1 : 1))) {
    if (made !== one.table.name)
      for (const statement of statementsOf(one.table)) await server.query(statement)
    made = one.table.name
    rows.push(measure(one))
    console.table(rows.slice(-1))
  }
  console.table(rows)
  const machine = {
    cpus: cpus().length,
    model: cpus()[0].model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  writeFileSync(
    'bench-results.json',
    `${JSON.stringify({ at: new Date().toISOString(), machine, scale: SCALE, rows }, null, 2)}\n`,
  )
  if (rows.some((row) => !row.right)) process.exitCode = 1
} finally {
  await server.close()
  rmSync(scratch, { recursive: true, force: true })
}

/** Takes turns with the limit, so that both meet the same weather, and keeps the fastest of each. */
function measure({ table, way, limit, atMost, mb, movedMb }) {
  const settings = { type: 'postgres', url: server.url, statementTimeoutSeconds: 3600 }
  const job = {
    sides: { a: { settings, table: `a_${table.name}` }, b: { settings, table: `b_${table.name}` } },
    keys: keyNames(table),
    fields: fieldNames(table),
    isText: table.key === 'composite',
    scratch,
  }
  const limits = []
  const ours = []
  for (let run = 0; run < RUNS; run++) {
    limits.push(child({ ...job, way: limit }))
    ours.push(child({ ...job, way }))
  }
  const best = (results) => results.reduce((a, b) => (b.ms < a.ms ? b : a))
  const truth = truthOf(table)
  const right = ours.every(({ counts }) =>
    Object.entries(truth).every(([name, count]) => counts[name] === count),
  )
  const [base, own] = [best(limits), best(ours)]
  const peakMb = Math.max(...ours.map((run) => run.peakMb))
  const ratio = Number((own.ms / base.ms).toFixed(2))
  return {
    case: `${table.name} ${table.rows} x ${table.columns} ${table.key}`,
    way,
    right,
    limitMs: base.ms,
    ms: own.ms,
    ratio,
    cpuMs: own.cpuMs,
    limitCpuMs: base.cpuMs,
    atMost,
    peakMb,
    atMostMb: mb,
    movedMb: own.movedMb,
    atMostMoved: movedMb ?? null,
    reached:
      right &&
      (atMost === null || ratio <= atMost) &&
      (mb == null || peakMb <= mb) &&
      (movedMb == null || own.movedMb <= movedMb),
  }
}

function child(job) {
  const file = fileURLToPath(new URL('measure.mjs', import.meta.url))
  return JSON.parse(
    execFileSync(process.execPath, [file, JSON.stringify(job)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
}
