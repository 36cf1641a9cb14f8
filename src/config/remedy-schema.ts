import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { oneOfWho } from './triage-schema.ts'

const REMEDY = 'a remedy: write title, when, sql or http, approve'
const SQL = 'a statement: write { side: billing, statement: "update ... where id = :key" }'
const HTTP = 'a call: write { side: mailer, method: PATCH, url: "https://host/{key}", body: { ... } }'
const APPROVE = 'who approves: write person, auto, or a list such as ["@finance"]'
const LIMIT = 'a whole number: write 1 to 100000'
const AFTER = 'a whole number: write 1 to 10000'
const KINDS = ['mismatch', 'missing', 'invalid'] as const

/** One word or several. */
const some = <Inner extends z.ZodType>(inner: Inner, wanted: string) =>
  z.union([inner, z.array(inner, { error: wanted }).min(1, { error: wanted })], { error: wanted })

const When = z
  .strictObject(
    {
      kind: some(scalars.choice(KINDS, 'a kind of finding'), 'a kind of finding, or a list of them')
        .optional()
        .describe('What was found: mismatch, missing or invalid.'),
      field: some(scalars.text('a field'), 'a field, or a list of them')
        .optional()
        .meta({ description: 'The field that it is about.', examples: ['email'] }),
      likelyCorrect: some(scalars.text('a side'), 'a side, or a list of them')
        .optional()
        .meta({ description: 'The side that is likely correct.', examples: ['crm'] }),
      cause: some(scalars.text('a cause'), 'a cause, or a list of them')
        .optional()
        .meta({ description: 'The cause that was recognised.', examples: [['case', 'whitespace']] }),
    },
    { error: 'a condition: write { kind: mismatch, field: email }' },
  )
  .describe('Which discrepancies it fits; what is not said holds for all.')

const side = scalars.text('a side: write the one that is changed').describe('The side that is changed.')

const Sql = z
  .strictObject(
    {
      side,
      statement: scalars.text('a statement: write one update, insert or delete').meta({
        description: 'One statement; values are named words such as :seen, never text.',
        examples: ['update accounts set contact = :crm.email where customer_ref = :key'],
      }),
    },
    { error: SQL },
  )
  .describe('One statement in the database of a side whose source has `write`.')

const Http = z
  .strictObject(
    {
      side,
      method: scalars
        .choice(['POST', 'PUT', 'PATCH', 'DELETE'], 'a method')
        .optional()
        .describe('Default POST.'),
      url: scalars.text('a URL: write https://host/path/{key}').meta({
        description: 'Where it is sent; values in it are words in braces.',
        examples: ['https://mailer.example/v1/contacts/{key}'],
      }),
      headers: z
        .record(z.string(), scalars.text('the value of a header'), { error: 'a mapping: write Name: value' })
        .optional()
        .meta({
          description: 'Headers; secrets belong here.',
          examples: [{ Authorization: 'Bearer ${TOKEN}' }],
        }),
      body: z.unknown().optional().describe('JSON with words in braces in its texts.'),
      timeout: scalars.duration.optional().describe('How long it may take (default 30s).'),
      ifMatch: scalars
        .text('a URL: write that of the record')
        .optional()
        .describe('The record itself: its ETag is read first and sent as If-Match.'),
    },
    { error: HTTP },
  )
  .describe('One HTTP call.')

/** What is done: one of the two. */
const ACTION = { sql: Sql.optional(), http: Http.optional() }
export interface RemedyActionConfig {
  readonly sql?: z.infer<typeof Sql> | undefined
  readonly http?: z.infer<typeof Http> | undefined
}

const number = (wanted: string, most: number) =>
  z.int({ error: wanted }).min(1, { error: wanted }).max(most, { error: wanted }).optional()

/** A remedy's part of `counterfoil.yml`. */
export type RemedyConfig = z.infer<typeof RemedyConfig>
const RemedyConfig = z
  .strictObject(
    {
      title: scalars
        .text('a title: write what it does')
        .meta({ description: 'What it does, for people.', examples: ['Copy the address from the CRM'] }),
      when: When.optional(),
      ...ACTION,
      reverse: z
        .strictObject(ACTION, { error: 'what takes it back: write { sql: { ... } } or { http: { ... } }' })
        .optional()
        .describe('What takes it back; `before` and the field is the value from before.'),
      approve: z
        .union(
          [z.enum(['person', 'auto'], { error: APPROVE }), z.array(oneOfWho, { error: APPROVE }).min(1)],
          {
            error: APPROVE,
          },
        )
        .optional()
        .meta({
          description: 'Who lets it happen: person (default), some people, or auto.',
          examples: ['person', ['@finance']],
        }),
      autoAfter: number(AFTER, 10_000).describe(
        'How many approved fixes must have been verified before auto can be switched on (default 20).',
      ),
      limit: z
        .strictObject(
          {
            run: number(LIMIT, 100_000).describe('For the findings of one run (default 20).'),
            day: number(LIMIT, 100_000).describe('Within 24 hours (default 100).'),
          },
          { error: 'a mapping: write { run: 20, day: 100 }' },
        )
        .optional()
        .describe('How often at most.'),
      dryRun: scalars.flag.optional().describe('Everything but the fix itself (default false).'),
    },
    { error: REMEDY },
  )
  .describe('A fix for a recognised discrepancy.')

export const RemediesConfig = z
  .record(scalars.sideName, RemedyConfig, { error: 'a mapping: write name: { title, when, sql or http }' })
  .describe('What repairs a discrepancy, after somebody approved it.')
export type RemediesConfig = z.infer<typeof RemediesConfig>
