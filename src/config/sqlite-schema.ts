import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'

/** A source of type `sqlite`, as written. */
export const SqliteConfig = z.strictObject({
  type: z.literal('sqlite'),
  path: scalars.text('a path: write the file of the database, such as data/shop.db').meta({
    description: 'The database file, relative to this file.',
    examples: ['data/shop.db'],
  }),
})
