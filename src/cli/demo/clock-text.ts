/** An instant as a zone's wall clock writes it, without the zone: `2026-11-20 14:03:07`. */
export function wallClock(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(
    at,
  )
}

/** An instant with a fixed offset: `2026-11-20T09:03:07-05:00`. */
export function withOffset(at: Date, hours: number): string {
  const moved = new Date(at.getTime() + hours * 3_600_000).toISOString().slice(0, 19)
  return `${moved}${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
}

/** Midnight UTC of a day, some days later or (negative) earlier. */
export function startOfDay(day: string, daysLater: number): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + daysLater * 86_400_000)
}
