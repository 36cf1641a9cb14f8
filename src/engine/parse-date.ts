import { dayNumber, endOfTime } from './parse-timestamp.ts'

const DATE =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[Tt ]00:00(?::00(?:[.,]0+)?)?(?: ?(?:[zZ]|UTC|[+-][\d:]{2,8}))?)?( BC)?$/

/**
 * Reads a date to one text a day: `2026-11-01`, also with a midnight behind it (`2026-11-01 00:00:00`), because many
 * systems have no other way to write a date. A time of day is no date: null, like anything else.
 */
export function parseDate(text: string): string | null {
  const end = endOfTime(text)
  if (end) return end
  const match = DATE.exec(text)
  if (!match) return null
  const day = dayNumber(match[1]!, [Number(match[2]), Number(match[3])], match[4] !== undefined)
  return day === null ? null : `day ${day}`
}
