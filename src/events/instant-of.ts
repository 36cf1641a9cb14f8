import { type Json, JsonNumber } from '../domain/read-json.ts'

/**
 * An instant as systems write it: ISO text (UTC where it says no zone), or a number of s, ms, us or ns since 1970. Null
 * where it is none, or not of the years 1970 to 9999.
 */
export function instantOf(value: Json | undefined): Date | null {
  const found = readInstant(value)
  const time = found?.getTime() ?? Number.NaN
  return time >= 0 && time < END ? found : null
}

const END = Date.UTC(10_000, 0, 1)

function readInstant(value: Json | undefined): Date | null {
  if (value instanceof JsonNumber) return /^\d{9,19}$/.test(value.text) ? ofDigits(value.text) : null
  if (typeof value !== 'string') return null
  if (/^\d{9,19}$/.test(value)) return ofDigits(value)
  const match = ISO.exec(value.trim())
  if (!match) return null
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = match
  const offset = zone === 'Z' || zone === 'z' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)?$/, '$1:$2')
  return new Date(`${date}T${time}${fraction.slice(0, 4)}${offset.endsWith(':') ? `${offset}00` : offset}`)
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d+)?\s*(z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** By their number of digits: ten are seconds until the year 2286, 13 milliseconds, 16 microseconds, 19 nanoseconds. */
function ofDigits(digits: string): Date {
  const number = BigInt(digits)
  if (digits.length <= 10) return new Date(Number(number) * 1_000)
  if (digits.length <= 13) return new Date(Number(number))
  return new Date(Number(number / (digits.length <= 16 ? 1_000n : 1_000_000n)))
}
