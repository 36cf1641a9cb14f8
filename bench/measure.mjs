// One measurement in a process of its own, so that its peak memory is its own: `node measure.mjs JSON` prints JSON.
//
// `limit`: both tables read at once by plain COPY and thrown away; `ordered`: the same, in the order of the key.
// Anything else is a way to find candidates, and the whole comparison is measured, findings with all values kept.

import { once } from 'node:events'
import { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { openConnector } from '../dist/connectors/open-connector.js'
import { compareReconciliation } from '../dist/operations/compare-reconciliation.js'
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
const result = job.way === 'limit' || job.way === 'ordered' ? await copyBoth(job) : await compare(job)
const ms = performance.now() - started
// Of the whole process, start included: others may share the machine, and then it says more than the time that passed.
const { user, system } = process.cpuUsage()
const bytes = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0)
const peak = process.resourceUsage().maxRSS
process.stdout.write(
  `${JSON.stringify({ ...result, ms: Math.round(ms), cpuMs: Math.round((user + system) / 1e3), peakMb: Math.round(peak / 1024), movedMb: Math.round(bytes / 1e6) })}\n`,
)
process.exit(0)

async function copyBoth({ sides, way, keys }) {
  const order =
    way === 'ordered'
      ? ` ORDER BY ${keys.map((key) => `${key}${job.isText ? ' COLLATE "C"' : ''}`).join(', ')}`
      : ''
  await Promise.all(
    Object.values(sides).map(async ({ settings, table }) => {
      const client = new pg.Client({ connectionString: settings.url })
      await client.connect()
      const stream = client.query(copyTo(`COPY (SELECT * FROM ${table}${order}) TO STDOUT`))
      stream.resume()
      await once(stream, 'end')
      await client.end()
    }),
  )
  return {}
}

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
