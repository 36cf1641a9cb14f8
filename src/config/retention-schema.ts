import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const KEPT = 'a time to keep: write 1d to 36500d, such as 400d'
const DAY_SECONDS = 86_400

const kept = scalars.duration.refine(
  (text) => seconds(text) >= DAY_SECONDS && seconds(text) <= 36_500 * DAY_SECONDS,
  { error: KEPT },
)

/** How long what is over is kept, in `counterfoil.yml`. */
export type RetentionConfig = z.infer<typeof RetentionConfig>
export const RetentionConfig = z
  .strictObject(
    {
      resolved: kept.optional().meta({
        description: 'Resolved discrepancies and their history are kept this long after they were last seen.',
        examples: ['400d'],
      }),
      runs: kept
        .optional()
        .meta({ description: 'Runs are kept this long after they ended.', examples: ['90d'] }),
    },
    { error: 'a mapping: write { resolved: 400d, runs: 90d }' },
  )
  .describe('How long what is over is kept. Unsaid: for good.')
