import { Temporal } from 'temporal-polyfill'
import { CounterfoilError } from './errors.ts'

/** How long a pause is and why, as somebody wrote it. */
export interface WrittenPause {
  /** Null: until somebody resumes it. */
  readonly until: Date | null
  readonly reason: string | null
}

interface Clock {
  readonly now: Date
  /** Of times that name none. */
  readonly zone: string
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const LONGEST_MS = 366 * 86_400_000
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const EXAMPLES = 'write 30m, 2h, 3d, until 09:00, until monday 09:00 or until 2026-12-01 09:00'

const DURATION = /^(?:for )?(\d{1,6}) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)(?=[ :,;.]|$)/i
const DATE = String.raw`\d{4}-\d\d-\d\d`
const TIME = String.raw`\d{1,2}:\d\d`
const OFFSET = String.raw`(?:Z|[+-]\d\d:?\d\d)`
const DAY = `(?:today|tomorrow|${DAYS.map((day) => `${day.slice(0, 3)}(?:${day.slice(3)})?`).join('|')})`
const WHEN = new RegExp(
  `^(?:until )?(?:(${DATE})(?:[T ](${TIME})(?::\\d\\d)?(${OFFSET})?)?|(?:(${DAY})(?: (${TIME}))?)|(${TIME}))(?=[ :,;.]|$)`,
  'i',
)

/**
 * `2h`, `for 2h`, `until 09:00`, `until monday 09:00`, `until 2026-12-01 09:00`, each with a reason after it; only a
 * reason, or nothing: until somebody resumes it. Throws `usage` for what looks like a time and is none.
 */
export function parsePause(text: string, clock: Clock): WrittenPause {
  const words = text.replace(/\s+/g, ' ').trim()
  const duration = DURATION.exec(words)
  const found = duration ?? WHEN.exec(words)
  if (!found) {
    if (/^(\d|until\b|for \d)/i.test(words)) throw refusal(words, 'is no end of a pause')
    return { until: null, reason: reasonOf(words) }
  }
  const until = duration ? endOf(duration, clock) : whenOf(found, clock)
  if (until === null) throw refusal(found[0], 'is no time that there is')
  if (until <= clock.now.getTime()) throw refusal(found[0], 'is over already')
  if (until - clock.now.getTime() > LONGEST_MS) throw refusal(found[0], 'is more than a year away')
  return { until: new Date(until), reason: reasonOf(words.slice(found[0].length)) }
}

function refusal(words: string, what: string): CounterfoilError {
  const short = words.length > 60 ? `${words.slice(0, 60)}…` : words
  return new CounterfoilError('usage', `"${short}" ${what}: ${EXAMPLES}`)
}

/** Without what joins it to the time: `: migration`, `because of the migration`. */
function reasonOf(words: string): string | null {
  return words.replace(/^[\s:,;–-]+/, '').trim() || null
}

function endOf([, amount, unit]: RegExpExecArray, { now }: Clock): number {
  return now.getTime() + Number(amount) * UNIT_MS[unit![0]!.toLowerCase()]!
}

/** Null: a date or time that does not exist. A time of day is the next one, a day is its beginning. */
function whenOf(found: RegExpExecArray, { now, zone }: Clock): number | null {
  const [, date, dateTime, offset, day, dayTime, time] = found
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  try {
    if (date !== undefined) {
      const clock = readTime(dateTime)
      const plain = Temporal.PlainDate.from(date, { overflow: 'reject' })
      if (offset !== undefined)
        return Temporal.Instant.from(`${date}T${clock.toString()}${offset.toUpperCase()}`).epochMilliseconds
      return instantOf(plain, clock, zone)
    }
    if (day !== undefined) return instantOf(dayOf(day.toLowerCase(), today), readTime(dayTime), zone)
    const soon = instantOf(today, readTime(time), zone)
    return soon > now.getTime() ? soon : instantOf(today.add({ days: 1 }), readTime(time), zone)
  } catch {
    return null
  }
}

/** The next day of that name, which is not today. */
function dayOf(name: string, today: Temporal.PlainDate): Temporal.PlainDate {
  if (name === 'today') return today
  if (name === 'tomorrow') return today.add({ days: 1 })
  const wanted = DAYS.findIndex((day) => day.startsWith(name.slice(0, 3))) + 1
  return today.add({ days: ((wanted - today.dayOfWeek + 6) % 7) + 1 })
}

function readTime(text = '00:00'): Temporal.PlainTime {
  return Temporal.PlainTime.from(text.padStart(5, '0'), { overflow: 'reject' })
}

function instantOf(date: Temporal.PlainDate, plainTime: Temporal.PlainTime, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
}
