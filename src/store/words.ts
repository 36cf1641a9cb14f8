import { customType } from 'drizzle-orm/pg-core'

/** A column of words from outside: PostgreSQL's text cannot hold U+0000, so its picture is kept instead. */
export const words = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.replaceAll('\0', '␀'),
})
