// One measurement in a process of its own, so that its peak memory is its own: `node measure.mjs JSON` prints JSON.
//
// `way` names one of limits.mjs, or a way to find candidates; then the whole comparison is measured, findings with all
// values kept.

import { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { openConnector } from '../dist/connectors/open-connector.js'
import { compareReconciliation } from '../dist/operations/compare-reconciliation.js'
import { LIMITS } from './limits.mjs'
import { reconciliationOf } from './reconciliation.mjs'

/** Every connection of this process, to count what servers sent. */
const sockets = []
const connect = Socket.prototype.connect
Socket.prototype.connect = function (...target) {
  sockets.push(this)
  return connect.apply(this, target)
}

/** Loaded before the clock starts, as the limit's code is: a bot loads it once, not for each run. */
const CODE = {
  postgres: ['connectors/postgres/open-postgres.js', 'connectors/postgres/ask-postgres.js'],
  mysql: ['connectors/mysql/open-mysql.js', 'connectors/mysql/ask-mysql.js'],
  files: ['connectors/files/open-files.js', 'scratch/open-scratch.js'],
}

const job = JSON.parse(process.argv[2])
if (!(job.way in LIMITS)) {
  const types = new Set(Object.values(job.sides).map(({ settings }) => settings.type))
  await Promise.all([...types].flatMap((type) => CODE[type]).map((file) => import(`../dist/${file}`)))
}
const started = performance.now()
const result = await (LIMITS[job.way] ?? compare)(job)
const ms = performance.now() - started
// Of the whole process, start included: others may share the machine, and then it says more than the time that passed.
const { user, system } = process.cpuUsage()
const bytes = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0)
const peak = process.resourceUsage().maxRSS
process.stdout.write(
  `${JSON.stringify({ ms: Math.round(ms), ...result, cpuMs: Math.round((user + system) / 1e3), peakMb: Math.round(peak / 1024), movedMb: Math.round(bytes / 1e6) })}
`,
)
process.exit(0)

async function compare({ sides, way }) {
  const quiet = () => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const { summary, findings } = await compareReconciliation(
    {
      connect: (name) =>
        openConnector({ name, settings: sides[name].settings, scratchFolder: job.scratch, log }),
      scratchFolder: job.scratch,
      log,
      now: () => new Date(0),
      newId: () => 'bench',
      signal: new AbortController().signal,
    },
    { reconciliation: reconciliationOf(job, way), scope: { kind: 'everything' } },
  )
  return { counts: summary.counts, findings: findings.length }
}
