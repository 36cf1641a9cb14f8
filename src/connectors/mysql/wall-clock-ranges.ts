import { Temporal } from 'temporal-polyfill'

/** From one reading of a clock up to another, the second not included; null: without end. */
export interface WallClockRange {
  readonly from: string | null
  readonly to: string | null
}

const MARGIN = { hours: 48 }

/**
 * Which readings of a zone's clock are instants from `from` up to and without `to` (null: for ever), as
 * `2026-11-01 00:00:00.000000`. A reading that exists twice means its first instant and one that does not exist an hour
 * later, as the judge reads them; so there may be more than one range.
 */
export function wallClockRanges(
  { from, to }: { from: string; to: string | null },
  zone: string,
): WallClockRange[] {
  const [first, last] = [Temporal.Instant.from(from), to === null ? null : Temporal.Instant.from(to)]
  const ranges: { from: bigint | null; to: bigint | null }[] = []
  for (const stretch of stretches(first.subtract(MARGIN), (last ?? first).add(MARGIN), zone)) {
    const begin = latest(first.epochNanoseconds + stretch.offset, stretch.from)
    const end = earliest(last && last.epochNanoseconds + stretch.offset, stretch.to)
    if (end !== null && begin >= end) continue
    const before = ranges.at(-1)
    if (before?.to === begin) before.to = end
    else ranges.push({ from: begin, to: end })
  }
  return ranges.map((range) => ({ from: clockText(range.from), to: clockText(range.to) }))
}

/** Readings that one offset is for: nanoseconds of the clock, null at the ends. */
interface Stretch {
  readonly offset: bigint
  readonly from: bigint | null
  readonly to: bigint | null
}

/** A change of the offset shows at the later of its two readings, whichever way the clock goes. */
function stretches(start: Temporal.Instant, end: Temporal.Instant, zone: string): Stretch[] {
  const found: Stretch[] = []
  let from: bigint | null = null
  let now = start.toZonedDateTimeISO(zone)
  for (;;) {
    const offset = BigInt(now.offsetNanoseconds)
    const change = now.getTimeZoneTransition('next')
    if (!change || Temporal.Instant.compare(change.toInstant(), end) > 0) {
      return [...found, { offset, from, to: null }]
    }
    const after = BigInt(change.offsetNanoseconds)
    const to: bigint = change.epochNanoseconds + (after > offset ? after : offset)
    found.push({ offset, from, to })
    from = to
    now = change
  }
}

function latest(one: bigint, other: bigint | null): bigint {
  return other === null || one > other ? one : other
}

function earliest(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

function clockText(nanoseconds: bigint | null): string | null {
  if (nanoseconds === null) return null
  const clock = Temporal.Instant.fromEpochNanoseconds(nanoseconds).toZonedDateTimeISO('UTC').toPlainDateTime()
  return clock.toString({ fractionalSecondDigits: 6 }).replace('T', ' ')
}
