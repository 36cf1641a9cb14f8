// What judging costs beside merging: `npm run bench` (build first). Rows are in memory, so no source is measured.
//
// Merging: two sides with the same records, whose bytes are compared and never decoded. Judging: two sides whose records
// all differ. Each is measured in a process of its own, so that peak memory is its own too.
import { execFileSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { plainField } from '../dist/domain/plain-field.js'
import { batchOf } from '../dist/domain/record-batch.js'
import { compareSides, planComparison } from '../dist/engine/index.js'

const LIMIT = 2
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000)
const RUNS = Number(process.env.BENCH_RUNS ?? 3)
const FIELDS = 10
const BATCH = 2_000
/**
 * `same`: nothing differs. In every record one of the fields is `written` in another way, within tolerance (`drift`), or
 * differs beyond it (`one`), which makes as many findings as records; or `all` fields differ. Those are ten times as many
 * findings, so it has a tenth of the records.
 */
const CASES = { same: ROWS, written: ROWS, drift: ROWS, one: ROWS, all: Math.ceil(ROWS / 10) }
const TYPES = [
  'text',
  'decimal',
  'integer',
  'timestamp',
  'text',
  'decimal',
  'boolean',
  'date',
  'text',
  'decimal',
]

const wanted = process.argv[2]
if (wanted) process.stdout.write(`${JSON.stringify(await measure(wanted))}\n`)
else report()

/** Runs every case some times and takes the fastest. */
function report() {
  const results = Object.keys(CASES).map((name) => {
    const runs = Array.from({ length: RUNS }, () =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: 'utf8' }),
      ),
    )
    return runs.reduce((best, run) => (run.cpuMs < best.cpuMs ? run : best))
  })
  const base = results[0].cpuNsPerRecord
  const rows = results.map((result) => ({
    ...result,
    ratio: Number((result.cpuNsPerRecord / base).toFixed(2)),
    limit: LIMIT,
  }))
  process.stdout.write(`${JSON.stringify({ rows: ROWS, fields: FIELDS, results: rows })}\n`)
  console.table(rows)
}

async function measure(name) {
  const [a, b] = [batches(name, 'a'), batches(name, 'b')]
  const columns = ['id', ...TYPES.map((_, index) => `f${index}`)].map((column, index) => ({
    name: column,
    type: index === 0 ? 'integer' : TYPES[index - 1],
    nativeType: 'bench',
  }))
  const plan = planComparison(reconciliation(name), { a: columns, b: columns })
  const before = process.memoryUsage().rss
  const started = performance.now()
  const cpu = process.cpuUsage()
  const { summary, findings } = await compareSides(plan, { a: stream(a), b: stream(b) }, { now: new Date(0) })
  const ms = performance.now() - started
  // Processor time, because others may share the machine.
  const { user, system } = process.cpuUsage(cpu)
  return {
    case: name,
    rows: CASES[name],
    ms: Math.round(ms),
    cpuMs: Math.round((user + system) / 1e3),
    cpuNsPerRecord: Math.round(((user + system) * 1e3) / CASES[name]),
    findings: findings.length,
    drift: summary.counts.drift,
    dataMb: Math.round(before / 1e6),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1e3),
  }
}

function batches(name, side) {
  const made = []
  const rows = CASES[name]
  for (let start = 0; start < rows; start += BATCH) {
    const records = []
    for (let id = start; id < Math.min(start + BATCH, rows); id++) records.push(record(id, { name, side }))
    made.push(batchOf(records))
  }
  return made
}

function record(id, { name, side }) {
  const cells = [
    `Customer number ${id}`,
    `${id % 9973}.50`,
    `${id * 7}`,
    `2026-11-0${1 + (id % 9)} 10:00:00.123456`,
    `person${id}@example.com`,
    `${id % 97}.25`,
    id % 2 ? 't' : 'f',
    `2026-10-1${id % 10}`,
    `plan ${id % 5}`,
    `${id % 13}.75`,
  ]
  if (side === 'a' || name === 'same') return `${id}\t${cells.join('\t')}`
  if (name === 'written') cells[9] += '0'
  if (name === 'drift') cells[9] = cells[9].replace('.75', '.76')
  if (name === 'all') return `${id}\t${cells.map(differently).join('\t')}`
  if (name === 'one') cells[9] = `${(id % 13) + 1}.75`
  return `${id}\t${cells.join('\t')}`
}

/** Another value of the same type. */
function differently(cell, field) {
  if (TYPES[field] === 'text') return `${cell} or not`
  if (TYPES[field] === 'boolean') return cell === 't' ? 'f' : 't'
  if (TYPES[field] === 'date' || TYPES[field] === 'timestamp') return cell.replace('2026', '2025')
  return `1${cell}`
}

async function* stream(made) {
  yield* made
}

function reconciliation(name) {
  const fields = TYPES.map((type, index) => ({
    ...plainField(`f${index}`),
    type,
    tolerance: name === 'drift' && index === 9 ? { kind: 'absolute', amount: '0.01' } : null,
  }))
  const side = {
    location: { table: null, query: null, where: null },
    keyColumns: ['id'],
    via: null,
    columns: Object.fromEntries(fields.map((field) => [field.name, field.name])),
    updatedAt: null,
    dateColumn: null,
    optional: false,
  }
  return {
    name: 'bench',
    title: 'Bench',
    sides: ['a', 'b'].map((sideName) => ({ ...side, name: sideName, source: sideName })),
    keyNames: ['id'],
    keyRules: {},
    fields,
    missing: { severity: 'high', graceSeconds: 0 },
    likelyCorrect: { default: null, byField: {} },
    schedule: null,
    notify: { channel: null, digestChannel: null, digestAt: { cron: '0 9 * * *', zone: 'UTC' }, maxCards: 5 },
    triage: { escalateTo: null },
  }
}
