import { Temporal } from 'temporal-polyfill'
import { CounterfoilError } from './errors.ts'

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const LONGEST_MS = 366 * UNIT_MS.d
const EXAMPLES = 'write a time like 2026-12-01T09:00, a duration like 30m, 12h, 3d or 2w, or "change"'

/**
 * Until when something is snoozed: a time (of `zone`, unless it names an offset), a duration from now, or null for
 * `change`: until its values change. Throws `usage`.
 */
export function parseSnooze(text: string, { now, zone }: { now: Date; zone: string }): Date | null {
  if (text.trim().toLowerCase() === 'change') return null
  const until = readDuration(text.trim(), now) ?? readTime(text.trim(), zone)
  if (until === null) throw new CounterfoilError('usage', `"${text}" is no end of a snooze: ${EXAMPLES}`)
  const ms = until - now.getTime()
  if (ms <= 0) throw new CounterfoilError('usage', `"${text}" is over already: write a time to come`)
  if (ms > LONGEST_MS)
    throw new CounterfoilError(
      'usage',
      `"${text}" is more than a year away: write an earlier time, or resolve it as expected`,
    )
  return new Date(until)
}

function readDuration(text: string, now: Date): number | null {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  return amount === undefined ? null : now.getTime() + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
}

function readTime(text: string, zone: string): number | null {
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/.test(text.replace(/^\d{4}-\d\d-\d\d/, '')))
      return Temporal.Instant.from(text).epochMilliseconds
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return null
  }
}
