import { z } from 'zod'
import { SEVERITIES } from '../domain/finding.ts'
import { SIMILARITIES } from '../domain/pair-reason.ts'
import * as scalars from './scalar-schemas.ts'

const WEIGHT = 'a weight: write a whole number from 1 to 1000'
const SHARE = 'a share: write a number from 0 to 1 with up to six decimals, such as 0.05'
const THRESHOLD = 'a score: write a number above 0 up to 1 with up to six decimals, such as 0.9'
const MOST_PAIRS = 'a number of pairs: write a whole number from 1 to 1000000'
const BLOCK = 'a block: write a field, or a list of fields such as [last_name, birth_date]'

const share = (error: string) =>
  z.number({ error }).min(0, { error }).max(1, { error }).refine(hasSixDecimals, { error })

/** How records left unmatched are paired. */
export type MatchConfig = z.infer<typeof MatchConfig>
export const MatchConfig = z
  .strictObject(
    {
      blocking: z
        .array(
          z.union(
            [scalars.text(BLOCK), z.array(scalars.text(BLOCK), { error: BLOCK }).min(1, { error: BLOCK })],
            {
              error: BLOCK,
            },
          ),
          { error: 'a list of blocks: write [email, [last_name, birth_date]]' },
        )
        .min(1, { error: 'a list of blocks: write [email, [last_name, birth_date]]' })
        .meta({
          description:
            'Two records are looked at as a pair where all fields of one of these blocks are equal and not empty.',
          examples: [['email', ['last_name', 'birth_date']]],
        }),
      fields: z
        .record(
          scalars.fieldName,
          z.strictObject(
            {
              similarity: scalars
                .choice(SIMILARITIES, 'a similarity')
                .optional()
                .describe('How alike two texts are, from 0 to 1 (default exact).'),
              weight: z
                .int({ error: WEIGHT })
                .min(1, { error: WEIGHT })
                .max(1_000, { error: WEIGHT })
                .optional()
                .describe('Its part in the score (default 1).'),
            },
            { error: 'how a field counts: write { similarity: jaro_winkler, weight: 2 }' },
          ),
          { error: 'a mapping: write field: { similarity: jaro_winkler, weight: 2 }, one a line' },
        )
        .describe('Fields that make the score of a pair.'),
      threshold: share(THRESHOLD)
        .refine((value) => value > 0, { error: THRESHOLD })
        .optional()
        .describe('Score from which two records are one, above 0 up to 1 (default 0.9).'),
      margin: share(SHARE)
        .optional()
        .describe('How much worse all other ways to pair must be, else it is a tie (default 0.05).'),
      maxPairs: z
        .int({ error: MOST_PAIRS })
        .min(1, { error: MOST_PAIRS })
        .max(1_000_000, { error: MOST_PAIRS })
        .optional()
        .describe('Pairs that are looked at; what is beyond them is undecided (default 100000).'),
      severity: scalars
        .choice(SEVERITIES, 'a severity')
        .optional()
        .describe('Severity of a pair (default: that of missing).'),
    },
    { error: 'rules for pairs: write { blocking: [email], fields: { name: { weight: 2 } } }' },
  )
  .describe('Pairs records that are missing crosswise on two sides: one record with two keys.')

function hasSixDecimals(value: number): boolean {
  return Math.abs(value * 1_000_000 - Math.round(value * 1_000_000)) < 1e-6
}
