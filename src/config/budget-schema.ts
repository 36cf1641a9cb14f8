import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const TIME = 'a time to stop after: write 1s to 20d, such as 10m'
const NUMBER = 'a whole number from 1 on: write it without separators, such as 5000000'
const LONGEST_SECONDS = 20 * 86_400

const limit = z.int({ error: NUMBER }).min(1, { error: NUMBER })

/** What a run of everything may use up, in `counterfoil.yml`. */
export type BudgetConfig = z.infer<typeof BudgetConfig>
export const BudgetConfig = z
  .strictObject(
    {
      time: scalars.duration
        .refine((text) => seconds(text) > 0 && seconds(text) <= LONGEST_SECONDS, { error: TIME })
        .optional()
        .describe('A run stops after this long.'),
      rows: limit
        .optional()
        .meta({ description: 'A run stops after so many records of all sides.', examples: [5_000_000] }),
      findings: limit
        .optional()
        .meta({ description: 'A run stops after so many findings.', examples: [10_000] }),
    },
    { error: 'a mapping: write { time: 10m, rows: 5000000, findings: 10000 }' },
  )
  .describe('What a run of everything may use up before it stops; the next run goes on from there.')
