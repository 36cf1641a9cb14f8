import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const WITHIN = 'a time to wait: write 0s to 1h, such as 30s'

/** How a bot stops, in `counterfoil.yml`. */
export const StopConfig = z
  .strictObject(
    {
      within: scalars.duration
        .refine((text) => seconds(text) <= 3_600, { error: WITHIN })
        .optional()
        .meta({
          description: 'What is in hand may go on this long; then it is stopped (default 30s).',
          examples: ['30s', '5m'],
        }),
    },
    { error: 'a mapping: write { within: 30s }' },
  )
  .describe('How the bot stops on Ctrl-C or SIGTERM.')
