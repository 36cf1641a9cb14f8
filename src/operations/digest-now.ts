import { todayIn } from '../domain/calendar-day.ts'
import type { DigestFacts } from '../domain/digest-facts.ts'
import type { TrendUnit } from '../domain/trend-buckets.ts'
import type { DigestView } from '../slack/messages/digest.ts'
import { latestDigest } from '../store/digests.ts'
import type { Context } from './context.ts'
import { gatherDigest } from './gather-digest.ts'
import { viewDigest } from './view-digest.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * What a digest would say now of all reconciliations, since the newest digest of any channel, or of a day where there was
 * none. Nothing is sent or remembered: the channels' own digests stay as scheduled.
 */
export async function digestNow(context: Context, unit: TrendUnit = 'day'): Promise<DigestView> {
  const until = context.now()
  const { reconciliations } = context.settings
  const told = reconciliations.filter(({ shadow }) => !shadow)
  const channels = [...new Set(told.flatMap(({ notify }) => notify.digestChannel ?? []))]
  const digests = []
  for (const channel of channels) digests.push(await latestDigest(context.db, channel))
  const [last] = digests.filter((each) => each !== null).sort((a, b) => Number(b.until) - Number(a.until))
  const zone = told.find(({ notify }) => notify.digestChannel !== null)?.notify.digestAt.zone ?? 'UTC'
  // What another channel's digest counted is not to be compared with what is open in all.
  const before = last && channels.length === 1 ? (last.facts as DigestFacts) : null
  const facts = await gatherDigest(context, {
    reconciliations,
    day: todayIn(zone, until),
    since: last?.until ?? new Date(until.getTime() - DAY_MS),
    until,
    zone,
    unit,
    before,
  })
  return await viewDigest(context, facts)
}
