/** Made once: a formatter costs more than a thousand uses of it. */
const BERLIN = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant as Berlin's wall clock shows it, without the zone: `2026-11-20 14:03:07`. */
export function berlinWallClock(at: Date): string {
  return BERLIN.format(at)
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
