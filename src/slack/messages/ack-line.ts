import { dateToken } from './mrkdwn.ts'
import { countOf } from './words.ts'

/** How long Slack waited for acknowledgements; percentiles are the upper ends of their buckets. */
export interface AckSummary {
  readonly since: Date
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Later than Slack waits: people were told that it failed. */
  readonly late: number
}

/** `Acknowledgements: p50 4 ms, p99 31 ms since ..., none late`. */
export function ackLine({ since, count, p50Ms, p99Ms, late }: AckSummary): string {
  const lateText = late === 0 ? 'none late' : `⚠️ *${countOf(late, 'was', 'were')} late*`
  const times = `p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms)} ms`
  return `Acknowledgements: ${count === 0 ? 'none yet' : times} since ${dateToken(since)}, ${lateText}`
}
