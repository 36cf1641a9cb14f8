import { z } from 'zod'
import { parsePath } from '../domain/json-path.ts'
import { placeOfValue } from '../domain/place-of-value.ts'
import * as scalars from './scalar-schemas.ts'

const KEY = "where the key is: write a path such as order.id, or $key for the message's own key"
const place = z
  .string({ error: KEY })
  .refine((text) => text !== '' && placeOfValue(text) !== null, { error: KEY })
const AT = 'a path into the JSON: write it like updated_at or meta.written'

/** The topic that tells of a side's writes, in `counterfoil.yml`. */
export type SideEventsConfig = z.infer<typeof SideEventsConfig>
export const SideEventsConfig = z
  .strictObject(
    {
      source: scalars
        .text('the name of a kafka source: write one listed under sources')
        .describe('Name of the kafka source.'),
      key: z.union([place, z.array(place).min(1, { error: KEY })], { error: KEY }).meta({
        description: 'Where a message names the record: a path, or several.',
        examples: ['order_id', '$key', ['region', 'id']],
      }),
      at: z
        .string({ error: AT })
        .refine((text) => parsePath(text) !== null, { error: AT })
        .optional()
        .meta({ description: 'Path to when it was written (default: as the source says).' }),
    },
    { error: 'a mapping: write { source: orders_topic, key: order_id }' },
  )
  .describe('A topic that tells what is written to this side.')
