/** Fills a `<!date^...>` format in the viewer's own zone. */
export function formatSlackDate(seconds: number, format: string, now: Date): string {
  const date = new Date(seconds * 1000)
  return format.replace(/\{(\w+)\}/g, (token, name: string) => FORMATS[name]?.(date, now) ?? token)
}

/** The time beside a message: `10:42 AM` as the viewer writes it. */
export function formatTime(date: Date): string {
  return date.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' })
}

/** The words on a day's divider. */
export function formatDay(date: Date, now: Date): string {
  const days = daysBetween(date, now)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return date.toLocaleDateString(undefined, { weekday: 'long', month: 'long', day: 'numeric' })
}

export function dateOfTs(ts: string): Date {
  return new Date(Number(ts) * 1000)
}

type Format = (date: Date, now: Date) => string

const local = (date: Date, options: Intl.DateTimeFormatOptions) => date.toLocaleDateString(undefined, options)
const day: Format = (date) => local(date, { year: 'numeric', month: 'long', day: 'numeric' })
const shortDay: Format = (date) => local(date, { year: 'numeric', month: 'short', day: 'numeric' })
const longDay: Format = (date) =>
  local(date, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })

const pretty =
  (otherwise: Format): Format =>
  (date, now) => {
    const days = daysBetween(date, now)
    if (days === 0) return 'today'
    if (days === 1) return 'yesterday'
    return days === -1 ? 'tomorrow' : otherwise(date, now)
  }

const FORMATS: Readonly<Record<string, Format>> = {
  date_num: (date) => date.toLocaleDateString('sv'),
  date_slash: (date) => local(date, {}),
  date: day,
  date_short: shortDay,
  date_long: longDay,
  date_pretty: pretty(day),
  date_short_pretty: pretty(shortDay),
  date_long_pretty: pretty(longDay),
  day_divider_pretty: pretty(longDay),
  time: (date) => formatTime(date),
  time_secs: (date) => date.toLocaleTimeString(),
  ago: (date, now) => ago((now.getTime() - date.getTime()) / 1000),
}

function ago(seconds: number): string {
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 60) return words.format(-Math.round(seconds), 'second')
  if (size < 3600) return words.format(-Math.round(seconds / 60), 'minute')
  if (size < 86_400) return words.format(-Math.round(seconds / 3600), 'hour')
  return words.format(-Math.round(seconds / 86_400), 'day')
}

function daysBetween(date: Date, now: Date): number {
  const midnight = (each: Date) => Date.UTC(each.getFullYear(), each.getMonth(), each.getDate())
  return Math.round((midnight(now) - midnight(date)) / 86_400_000)
}
