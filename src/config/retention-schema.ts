import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const DAY = 'a time to keep: write 1d or longer, such as 400d'

const atLeastOneDay = scalars.duration.refine((text) => seconds(text) >= 86_400, { error: DAY })

/** How long what is over is kept, in `counterfoil.yml`. */
export type RetentionConfig = z.infer<typeof RetentionConfig>
export const RetentionConfig = z
  .strictObject(
    {
      resolved: atLeastOneDay.optional().meta({
        description: 'Resolved discrepancies and their history are kept this long after they were last seen.',
        examples: ['400d'],
      }),
      runs: atLeastOneDay
        .optional()
        .meta({ description: 'Runs are kept this long after they ended.', examples: ['90d'] }),
    },
    { error: 'a mapping: write { resolved: 400d, runs: 90d }' },
  )
  .describe('How long what is over is kept. Unsaid: for good.')
