// Reading and comparing real sources, as ratios to a limit of the same run: `npm run bench`.
//
// Starts servers of its own, plants differences, checks every answer against the truth, prints a table and writes
// bench-results.json. BENCH_SCALE=0.1 makes all tables a tenth; BENCH_ONLY=name,name runs some cases; BENCH_LARGE=1
// adds those of 10 million records. Exits 1 when an answer is wrong; a missed target is only told.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { casesOf, GROWTH } from './cases.mjs'
import { fieldNames, keyNames, statementsOf, truthOf } from './data.mjs'
import { LIMITS } from './limits.mjs'
import { startMariadb } from './mariadb.mjs'
import { sidesOf } from './places.mjs'
import { startServer } from './server.mjs'

const SCALE = Number(process.env.BENCH_SCALE ?? 1)
const RUNS = Number(process.env.BENCH_RUNS ?? 3)
const only = process.env.BENCH_ONLY?.split(',')

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-bench-'))
const postgres = await startServer()
let mariadb = null
try {
  const cases = casesOf({ scale: SCALE, large: Boolean(process.env.BENCH_LARGE) }).filter(
    ({ name }) => !only || only.includes(name),
  )
  const rows = []
  let made = null
  for (const one of cases) {
    if (one.at === 'mariadb') mariadb ??= await startMariadb()
    if (one.at === 'mariadb' && mariadb === null) {
      console.log(`${one.name}: skipped, there is no mariadbd here (apt-get install mariadb-server)`)
      continue
    }
    if (made !== one.table.name)
      for (const statement of statementsOf(one.table)) await postgres.query(statement)
    made = one.table.name
    rows.push(measure(one, await sidesOf(one, { postgres, mariadb, folder })))
    console.table(rows.slice(-1))
  }
  rows.push(...growthOf(rows))
  console.table(rows)
  writeResults(rows)
  if (rows.some((row) => row.right === false)) process.exitCode = 1
} finally {
  await mariadb?.close()
  await postgres.close()
  rmSync(folder, { recursive: true, force: true })
}

function writeResults(rows) {
  const machine = {
    cpus: cpus().length,
    model: cpus()[0].model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((load) => Number(load.toFixed(1))),
    node: process.version,
  }
  const results = { at: new Date().toISOString(), machine, scale: SCALE, rows }
  writeFileSync('bench-results.json', `${JSON.stringify(results, null, 2)}\n`)
}

/** What follows from measured cases, where all that it takes were measured. */
function growthOf(rows) {
  return GROWTH.flatMap(({ name, of, atMost, ratio }) => {
    const measured = of.map((one) => rows.find((row) => row.case === one))
    if (measured.some((row) => row === undefined)) return []
    const grown = Number(ratio(measured).toFixed(2))
    return [{ case: name, ratio: grown, atMost, reached: grown <= atMost }]
  })
}

/** Takes turns with the limit, so that both meet the same weather, and keeps the fastest of each. */
function measure({ name, table, way, limit, atMost, mb, movedMb }, sides) {
  const job = {
    sides,
    keys: keyNames(table),
    fields: fieldNames(table),
    isText: table.key === 'composite',
    scratch: folder,
  }
  const limits = []
  const ours = []
  for (let run = 0; run < RUNS; run++) {
    limits.push(child({ ...job, way: limit }))
    ours.push(child({ ...job, way }))
  }
  const best = (results) => results.reduce((a, b) => (b.ms < a.ms ? b : a))
  const truth = truthOf(table)
  // What only reads has no answer that could be wrong.
  const right = ours.every(
    ({ counts }) => way in LIMITS || Object.entries(truth).every(([name, count]) => counts[name] === count),
  )
  const [base, own] = [best(limits), best(ours)]
  const peakMb = Math.max(...ours.map((run) => run.peakMb))
  const ratio = Number((own.ms / base.ms).toFixed(2))
  return {
    case: name,
    size: `${table.rows} x ${table.columns}`,
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
