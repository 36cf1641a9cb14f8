import { z } from 'zod'
import { patternProblem } from '../domain/expectation.ts'
import * as scalars from './scalar-schemas.ts'

const BOUND = 'an exact number: write one such as 0, -5 or 1000000.00'
const bound = z.union(
  [
    z.string().regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i, { error: BOUND }),
    z.number({ error: BOUND }),
  ],
  { error: BOUND },
)
const SIZE = 'a number of characters: write 0 to 1000000'
const size = z.int({ error: SIZE }).min(0, { error: SIZE }).max(1_000_000, { error: SIZE })
const WORD = 'a value: write text in quotes, or a number'
const word = z.union([z.string({ error: WORD }), z.number({ error: WORD }), z.boolean({ error: WORD })], {
  error: WORD,
})
const PATTERN = 'a pattern: write a regular expression in quotes, such as "^.+@.+$"'
const WORDS = 'a list of values: write one or more, such as [active, closed]'

/** What one side is expected to hold in one field, as written. */
export type ExpectationConfig = z.infer<typeof ExpectationConfig>
const ExpectationConfig = z
  .strictObject(
    {
      required: scalars.flag.optional().describe('The value must not be null (default false).'),
      oneOf: z
        .array(word, { error: WORDS })
        .min(1, { error: WORDS })
        .optional()
        .meta({
          description: 'The values there may be.',
          examples: [['active', 'closed']],
        }),
      range: z
        .strictObject(
          {
            min: bound.optional().describe('The smallest number.'),
            max: bound.optional().describe('The largest number.'),
          },
          { error: 'a range: write { min: 0, max: 100 }, or one of them' },
        )
        .optional()
        .describe('The smallest and the largest number there may be, both included.'),
      pattern: z
        .string({ error: PATTERN })
        .superRefine((pattern, context) => {
          const problem = patternProblem(pattern)
          if (problem) context.addIssue({ code: 'custom', message: `a pattern to use: ${problem}` })
        })
        .optional()
        .meta({
          description:
            'A regular expression that the text as read must match somewhere; ^ and $ tie it to the ends.',
          examples: ['^.+@.+$'],
        }),
      length: z
        .strictObject(
          {
            min: size.optional().describe('At least so many.'),
            max: size.optional().describe('At most so many.'),
          },
          { error: 'a length: write { max: 100 }, { min: 1 }, or both' },
        )
        .optional()
        .describe('How many characters the text as read may have.'),
      unique: scalars.flag
        .optional()
        .describe('No two records of the side have the same value (default false).'),
    },
    { error: 'an expectation: write { required: true }, { range: { min: 0 } } or the like' },
  )
  .describe('What this side holds in this field, whatever the others hold.')

/** `expect` of a side: its fields and what they are expected to hold. */
export const ExpectConfig = z
  .record(scalars.fieldName, ExpectationConfig, {
    error: 'a mapping: write field: { required: true }, one field a line',
  })
  .meta({
    description: 'What every record of this side is expected to hold; what breaks it is an invalid finding.',
    examples: [{ email: { required: true, pattern: '^.+@.+$' } }],
  })
