import { Temporal } from 'temporal-polyfill'
import type { Severity } from './finding.ts'
import type { QuietHours } from './ladder.ts'

/** No chain of quiet days and nights is longer: the config leaves at least one day of a week. */
const LONGEST_CHAIN = 20

/** The instant itself, or the end of the quiet hours that it is in: never one at which it is quiet for that severity. */
export function afterQuiet(at: Date, quiet: QuietHours | undefined, severity: Severity): Date {
  if (quiet === undefined || quiet.except.includes(severity)) return at
  let open = Temporal.Instant.fromEpochMilliseconds(at.getTime())
  for (let count = 0; count < LONGEST_CHAIN; count++) {
    const end = endOfQuiet(open, quiet)
    if (end === null) break
    open = end
  }
  return new Date(open.epochMilliseconds)
}

/** Whether something due then was put off by quiet hours. */
export function isPutOff(dueAt: Date, quiet: QuietHours | undefined, severity: Severity): boolean {
  const before = new Date(dueAt.getTime() - 1)
  return afterQuiet(before, quiet, severity).getTime() > before.getTime()
}

/** When the quiet day or night ends that an instant is in; null: it is in none. */
function endOfQuiet(at: Temporal.Instant, quiet: QuietHours): Temporal.Instant | null {
  const here = at.toZonedDateTimeISO(quiet.zone)
  const today = here.toPlainDate()
  // Temporal's Sunday is 7.
  if (quiet.days?.includes(here.dayOfWeek % 7))
    return today.add({ days: 1 }).toZonedDateTime(quiet.zone).toInstant()
  const [from, to] = [Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)]
  const clock = here.toPlainTime()
  const [isAfterFrom, isBeforeTo] = [!isBefore(clock, from), isBefore(clock, to)]
  const isOverNight = isBefore(to, from)
  const isQuiet = isOverNight ? isAfterFrom || isBeforeTo : isAfterFrom && isBeforeTo
  if (!isQuiet) return null
  const day = isBeforeTo ? today : today.add({ days: 1 })
  return clockAfter(at, day.toPlainDateTime(to), quiet.zone)
}

function isBefore(one: Temporal.PlainTime, other: Temporal.PlainTime): boolean {
  return Temporal.PlainTime.compare(one, other) < 0
}

/** A time that a clock shows twice in a night is meant the second time where the first is over. */
function clockAfter(at: Temporal.Instant, wall: Temporal.PlainDateTime, zone: string): Temporal.Instant {
  const first = wall.toZonedDateTime(zone).toInstant()
  if (Temporal.Instant.compare(first, at) > 0) return first
  return wall.toZonedDateTime(zone, { disambiguation: 'later' }).toInstant()
}
