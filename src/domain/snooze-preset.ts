import { Temporal } from 'temporal-polyfill'

/** The ends of a snooze that need no writing; `change`: when its values change. */
export const SNOOZE_PRESETS = ['hour', 'half-day', 'day', 'tomorrow', 'monday', 'week', 'change'] as const
export type SnoozePreset = (typeof SNOOZE_PRESETS)[number]

const HOURS = { hour: 1, 'half-day': 4, day: 24, week: 7 * 24 } as const

/**
 * When a snooze ends that begins now. Hours are hours, whatever the clocks on the wall do meanwhile; `tomorrow` and
 * `monday` are at nine by the clocks of `zone`. Null: until its values change.
 */
export function snoozePreset(preset: SnoozePreset, { now, zone }: { now: Date; zone: string }): Date | null {
  if (preset === 'change') return null
  if (preset === 'tomorrow' || preset === 'monday') {
    const today = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(zone)
    const days = preset === 'tomorrow' ? 1 : 8 - today.dayOfWeek
    const morning = today.toPlainDate().add({ days }).toZonedDateTime({ timeZone: zone, plainTime: '09:00' })
    return new Date(morning.epochMilliseconds)
  }
  return new Date(now.getTime() + HOURS[preset] * 3_600_000)
}
