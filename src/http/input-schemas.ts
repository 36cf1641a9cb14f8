import { z } from '@hono/zod-openapi'
import { STATUSES, type Status } from '../domain/discrepancy.ts'

const NAME = 'the name of a reconciliation'

/** Longer ones nobody has: what is quoted in an answer stays short. */
export const reconciliationName = z
  .string({ error: NAME })
  .min(1, { error: NAME })
  .max(200, { error: NAME })
  .meta({ examples: ['customers'] })

const NUMBER = 'the number of a discrepancy: write it like 1042'

export const discrepancyNumber = z.strictObject({
  number: z
    .string({ error: NUMBER })
    .regex(/^[1-9]\d{0,14}$/, { error: NUMBER })
    .openapi({ type: 'integer', minimum: 1, maximum: 999_999_999_999_999, example: 1042 }),
})

const MOST_LISTED = 1_000
const LIMIT = `how many to list: write 1 to ${MOST_LISTED}`

/** How many a page has. */
export const pageLimit = z
  .string({ error: LIMIT })
  .regex(/^([1-9]\d{0,2}|1000)$/, { error: LIMIT })
  .optional()
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: MOST_LISTED,

    description: 'How many a page has at most (default 100).',
  })

/** One or more of some words, with commas between. */
export function wordList(words: readonly string[], what: string) {
  const one = `(${words.join('|')})`
  const error = `${what}: write one or more of ${words.join(', ')}, with commas between`
  return z
    .string({ error })
    .regex(new RegExp(`^${one}(,${one})*$`), { error })
    .optional()
    .meta({ examples: [words[0]] })
}

/** `open` and `all` stand for several. */
export function readStatuses(words: string): Status[] {
  return [
    ...new Set(
      words.split(',').flatMap((word) => {
        if (word === 'all') return STATUSES
        return STATUSES.filter((status) => (word === 'open' ? status !== 'resolved' : status === word))
      }),
    ),
  ]
}

const UNTIL = 'an instant with its time zone: write 2026-12-01T09:00:00Z'

/** An instant, for lists. */
export const instantText = z.iso.datetime({ offset: true, error: UNTIL }).max(40, { error: UNTIL })
