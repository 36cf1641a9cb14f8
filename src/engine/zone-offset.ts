import { Temporal } from 'temporal-polyfill'

const DAY_SECONDS = 86_400
/** Temporal knows no instants beyond about 271,821 years. */
const MAX_SECONDS = 8_000_000_000_000
const MAX_CACHED_DAYS = 50_000
const UTC_NAMES = new Set(['UTC', 'Etc/UTC', 'GMT', 'Z'])

/** Offsets of whole local days without a change of offset near them, by zone. A change is found by asking, each time. */
const offsetsOfDays = new Map<string, Map<number, number | null>>()

/** Whether `zone` is an IANA zone or a fixed offset. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/**
 * Seconds since 1970 of a wall clock reading in a zone, both without fraction; null beyond the calendar of zones.
 * A reading that does not exist (02:30 when clocks go forward) means an hour later; one that exists twice means the
 * first, as most systems and Temporal's `compatible` do.
 */
export function secondsInZone(wallSeconds: number, zone: string): number | null {
  if (UTC_NAMES.has(zone)) return wallSeconds
  if (Math.abs(wallSeconds) > MAX_SECONDS) return null
  const offset = offsetOfDay(Math.floor(wallSeconds / DAY_SECONDS), zone)
  if (offset !== null) return wallSeconds - offset
  const wall = Temporal.Instant.fromEpochMilliseconds(wallSeconds * 1000).toZonedDateTimeISO('UTC')
  const zoned = wall.toPlainDateTime().toZonedDateTime(zone, { disambiguation: 'compatible' })
  return zoned.epochMilliseconds / 1000
}

function offsetOfDay(day: number, zone: string): number | null {
  let days = offsetsOfDays.get(zone)
  if (!days || days.size > MAX_CACHED_DAYS) {
    days = new Map()
    offsetsOfDays.set(zone, days)
  }
  const known = days.get(day)
  if (known !== undefined) return known
  const offset = steadyOffset(day, zone)
  days.set(day, offset)
  return offset
}

/** The offset that holds from a day before to a day after this day, or null when it changes between. */
function steadyOffset(day: number, zone: string): number | null {
  const from = Temporal.Instant.fromEpochMilliseconds((day - 1) * DAY_SECONDS * 1000).toZonedDateTimeISO(zone)
  const change = from.getTimeZoneTransition('next')
  if (change && change.epochMilliseconds <= (day + 2) * DAY_SECONDS * 1000) return null
  return from.offsetNanoseconds / 1_000_000_000
}
