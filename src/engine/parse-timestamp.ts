import { secondsInZone } from './zone-offset.ts'

/** An instant of any precision: whole seconds since 1970 (rounded down) and the fraction's digits, no zeros at the end. */
export interface Instant {
  readonly seconds: number
  readonly fraction: string
}

export type EndOfTime = 'infinity' | '-infinity'

const DATE = String.raw`([+-]?\d{4,6})-(\d{2})-(\d{2})`
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?`
const OFFSET = String.raw`(?: ?(?:([zZ]|UTC|GMT)|([+-])(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?))?`
const TIMESTAMP = new RegExp(`^${DATE}(?:[Tt ]${TIME}${OFFSET})?( BC)?$`)
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads an instant: ISO 8601, PostgreSQL's text (`2026-11-01 10:00:00.5+01`, `0044-03-15 00:00:00 BC`, `infinity`), or
 * a date alone, which means midnight. A value without offset is a wall clock reading in `zone`. Null for anything else.
 */
export function parseTimestamp(text: string, zone: string): Instant | EndOfTime | null {
  const end = endOfTime(text)
  if (end) return end
  const match = TIMESTAMP.exec(text)
  if (!match) return null
  const day = dayNumber(match[1]!, [Number(match[2]), Number(match[3])], match[13] !== undefined)
  const time = secondsOfDay(match)
  const offset = offsetSeconds(match)
  if (day === null || time === null || offset === null) return null
  const wall = day * 86_400 + time
  const seconds = offset === 'zone' ? secondsInZone(wall, zone) : wall - offset
  return seconds === null ? null : { seconds, fraction: (match[7] ?? '').replace(/0+$/, '') }
}

/** `infinity` and `-infinity`, as PostgreSQL writes the end and the beginning of time. */
export function endOfTime(text: string): EndOfTime | null {
  const word = text.toLowerCase()
  return word === 'infinity' || word === '-infinity' ? word : null
}

/** Days since 1970-01-01 of a proleptic Gregorian date; null when there is no such day. */
export function dayNumber(
  yearText: string,
  [month, day]: readonly [number, number],
  beforeChrist: boolean,
): number | null {
  const written = Number(yearText)
  if (beforeChrist && written < 1) return null
  const year = beforeChrist ? 1 - written : written
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null
  // Count years from March, so that the leap day is a year's last.
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysOfMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : DAYS_OF_MONTH[month - 1]!
}

/** 24:00 is the next midnight, and a leap second is the next minute, as PostgreSQL reads them. */
function secondsOfDay(match: RegExpExecArray): number | null {
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  if (hour > 24 || minute > 59 || second > 60) return null
  const total = hour * 3600 + minute * 60 + second
  const past24 = hour === 24 && (total > 86_400 || /[1-9]/.test(match[7] ?? ''))
  return past24 ? null : total
}

function offsetSeconds(match: RegExpExecArray): number | 'zone' | null {
  if (match[8] !== undefined) return 0
  if (match[9] === undefined) return 'zone'
  const [hours, minutes, seconds] = [Number(match[10]), Number(match[11] ?? 0), Number(match[12] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const size = hours * 3600 + minutes * 60 + seconds
  return match[9] === '-' ? -size : size
}
