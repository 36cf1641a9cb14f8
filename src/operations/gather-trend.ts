import type { DigestTrend } from '../domain/digest-facts.ts'
import { type TrendUnit, trendBuckets } from '../domain/trend-buckets.ts'
import { countTrend, findFirstRunAt } from '../store/digest-figures.ts'
import type { Context } from './context.ts'

/**
 * What became open and resolved day by day, and what was open at the end of each, counted back from what is open now. It
 * begins with the day of the first run: of a day before nobody knows anything, and a zero would claim to. Null: nothing
 * was compared yet.
 */
export async function gatherTrend(
  { db }: Pick<Context, 'db'>,
  {
    reconciliations,
    openNow,
    ...time
  }: {
    readonly reconciliations: readonly string[]
    readonly openNow: number
    readonly zone: string
    readonly until: Date
    readonly unit: TrendUnit
  },
): Promise<DigestTrend | null> {
  const { days, edges } = trendBuckets(time)
  const counts = await countTrend(db, { reconciliations, edges })
  const firstRunAt = await findFirstRunAt(db, reconciliations)
  const known = days.findIndex(
    (_, at) =>
      counts.some(({ bucket }) => bucket === at + 1) || (firstRunAt !== null && firstRunAt < edges[at + 1]!),
  )
  if (known === -1) return null
  const of = (bucket: number) => counts.find((each) => each.bucket === bucket) ?? { opened: 0, resolved: 0 }
  // What happened while this was gathered is in what is open now, and in no day.
  const after = of(edges.length)
  let open = openNow - after.opened + after.resolved
  const points: DigestTrend['points'][number][] = []
  for (let at = days.length - 1; at >= known; at--) {
    const { opened, resolved } = of(at + 1)
    // What was pruned left no events: rather too few than a number below nothing.
    points.unshift({ day: days[at]!, opened, resolved, open: Math.max(0, open) })
    open += resolved - opened
  }
  return { unit: time.unit, points }
}
