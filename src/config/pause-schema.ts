import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const QUERY =
  'a query: write one that answers yes or a number while the source is busy, such as "select count(*) > 50 from ..."'
const PAUSE = `${QUERY}, or { query: "...", every: 10s, atMost: 15m }`
const EVERY = 'a time between two questions: write 1s to 1h, such as 10s'
const AT_MOST = 'a time to wait at most: write 1s to 1d, such as 15m'

const between = (wanted: string, longestSeconds: number) =>
  scalars.duration.refine((text) => seconds(text) > 0 && seconds(text) <= longestSeconds, { error: wanted })

/** When a database is too busy to be read, in `counterfoil.yml`. */
export type PauseConfig = z.infer<typeof PauseConfig>
export const PauseConfig = z
  .union(
    [
      scalars.text(QUERY),
      z.strictObject({
        query: scalars
          .text(QUERY)
          .describe('Answers with one boolean or number: true, or not zero, is busy.'),
        every: between(EVERY, 3_600)
          .optional()
          .describe(
            'How long between two questions, while it is read and while it is waited for (default 10s).',
          ),
        atMost: between(AT_MOST, 86_400)
          .optional()
          .describe('After waiting for so long in one go the run fails (default 15m).'),
      }),
    ],
    { error: PAUSE },
  )
  .meta({
    description:
      'A query of the source: it is not read while this answers with true, or a number other than 0.',
    examples: ["select count(*) > 50 from pg_stat_activity where state = 'active'"],
  })
