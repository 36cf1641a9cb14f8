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

const job = JSON.parse(process.argv[2])
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
