import { timestamp } from 'drizzle-orm/pg-core'

/** A column with a point in time, handed out as a `Date`. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date' })
}
