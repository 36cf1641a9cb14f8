import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const KEEP = 'a time to keep: write 1d to 36500d, such as 30d'
const DAY_SECONDS = 86_400

/** How long the records that events told are kept. */
export const KeepConfig = scalars.duration
  .refine((text) => seconds(text) >= DAY_SECONDS && seconds(text) <= 36_500 * DAY_SECONDS, { error: KEEP })
  .meta({
    description: 'A record that no side wrote for so long is no longer kept (default 30d).',
    examples: ['30d', '400d'],
  })

/** A source of type `events`, as written. */
export const EventsConfig = z.strictObject({ type: z.literal('events'), keep: KeepConfig.optional() })

const WITHIN = 'a time within which the others follow: write 1s to 30d, such as 5m'

/** How soon all sides must agree about a record after one of them wrote it. */
export const ExpectWithinConfig = scalars.duration
  .refine((text) => seconds(text) >= 1 && seconds(text) <= 30 * DAY_SECONDS, { error: WITHIN })
  .meta({
    description: 'After an event about a record all sides must agree about it within so long.',
    examples: ['5m'],
  })
