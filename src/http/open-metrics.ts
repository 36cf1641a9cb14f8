import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Observer } from '../domain/observer.ts'
import type { Run } from '../domain/run.ts'
import type { Context } from '../operations/context.ts'
import { gatherMetrics } from '../operations/gather-metrics.ts'
import { openTrackerGauges } from './tracker-gauges.ts'

export interface AnsweredRequest {
  /** As the document has it, `other` for what it has not: never what somebody sent. */
  readonly route: string
  readonly method: string
  readonly status: number
  readonly seconds: number
}

/** Counts what happens in this process, and measures the tracker when it is asked. */
export interface HttpMetrics extends Observer {
  readonly contentType: string
  answered(request: AnsweredRequest): void
  /** All of it in the text format of Prometheus. */
  scrape(context: Context): Promise<string>
}

const RUN_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400]
const DELIVERY_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800]
const QUICK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10]
const METHODS = ['GET', 'HEAD', 'POST']

/** With a registry of its own: two bots of one process do not count each other's. */
export function openMetrics(): HttpMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const runs = openRunMetrics(registry)
  const figures = openTrackerGauges(registry)
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers: [registry] })
  const acks = histogram(
    'counterfoil_slack_ack_seconds',
    'How long Slack waited for an acknowledgement.',
    QUICK_SECONDS,
  )
  const deliveries = histogram(
    'counterfoil_delivery_seconds',
    'From when a message was asked for until Slack shows it.',
    DELIVERY_SECONDS,
  )
  const requests = new Histogram({
    name: 'counterfoil_http_request_seconds',
    help: 'How long requests took to answer, by route.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: QUICK_SECONDS,
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    runEnded: runs,
    delivered: (seconds) => deliveries.observe(Math.max(0, seconds)),
    acknowledged: (seconds) => acks.observe(seconds),
    answered({ route, method, status, seconds }) {
      requests.observe({ route, method: METHODS.includes(method) ? method : 'other', status }, seconds)
    },
    async scrape(context) {
      const gathered = await gatherMetrics(context).catch((error: unknown) => {
        context.log.warn({ err: error }, 'the tracker could not be measured')
        return null
      })
      figures(context, gathered)
      return await registry.metrics()
    },
  }
}

function openRunMetrics(registry: Registry): Observer['runEnded'] {
  const registers = [registry]
  const ended = new Counter({
    name: 'counterfoil_runs_total',
    help: 'Runs that ended in this process.',
    labelNames: ['reconciliation', 'trigger', 'state'] as const,
    registers,
  })
  const durations = new Histogram({
    name: 'counterfoil_run_duration_seconds',
    help: 'How long runs took, from claim to end.',
    labelNames: ['reconciliation'] as const,
    buckets: RUN_SECONDS,
    registers,
  })
  const rows = new Counter({
    name: 'counterfoil_rows_read_total',
    help: 'Records that runs read, by side.',
    labelNames: ['reconciliation', 'side'] as const,
    registers,
  })
  const findings = new Counter({
    name: 'counterfoil_findings_total',
    help: 'Findings of runs, by kind.',
    labelNames: ['reconciliation', 'kind'] as const,
    registers,
  })
  return ({ reconciliation, trigger, state, startedAt, finishedAt, summary }) => {
    ended.inc({ reconciliation, trigger, state })
    if (finishedAt)
      durations.observe({ reconciliation }, (finishedAt.getTime() - startedAt.getTime()) / 1_000)
    for (const [side, read] of Object.entries(summary?.sides ?? {}))
      rows.inc({ reconciliation, side }, read.rows)
    for (const [kind, count] of findingsOf(summary)) findings.inc({ reconciliation, kind }, count)
  }
}

const KINDS = ['missing', 'mismatch', 'duplicate', 'invalid', 'schema', 'rekeyed'] as const

function findingsOf(summary: Run['summary']): [kind: string, count: number][] {
  return KINDS.map((kind) => [kind, summary?.counts[kind] ?? 0])
}
