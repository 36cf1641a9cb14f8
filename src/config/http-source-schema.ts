import { z } from 'zod'
import { parsePath } from '../domain/json-path.ts'
import * as scalars from './scalar-schemas.ts'

const PATH = 'a path into the JSON: write it like meta.next, items[0].sku or ["odd.name"]'
const path = z.string({ error: PATH }).refine((text) => parsePath(text) !== null, { error: PATH })

const PARAM = 'the name of a parameter'
const param = scalars.text(PARAM)

const secret = (what: string, name: string) =>
  scalars.text(`${what}: write it as "\${${name}}" and set that environment variable`)

const whole = (min: number, max: number) => {
  const error = `a whole number: write ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

const RATE = 'a rate: write 5/s or 60/m'
const rate = z
  .string({ error: RATE })
  .regex(/^[1-9]\d{0,5}\/[sm]$/, { error: RATE })
  .meta({ description: 'At most so many requests a second or minute.', examples: ['5/s', '60/m'] })

const Oauth = z.strictObject(
  {
    tokenUrl: scalars.text('the URL that gives tokens').describe('Where tokens are asked for.'),
    clientId: scalars.text('the id of the client').describe('Id of the client.'),
    clientSecret: secret('a secret', 'CLIENT_SECRET').describe('Secret of the client.'),
    scope: scalars.text('a scope').optional().describe('What the token shall be good for.'),
    send: scalars
      .choice(['header', 'body'], 'a place')
      .optional()
      .describe('Where the client identifies itself to tokenUrl: header (default) or body.'),
  },
  { error: 'a mapping: write { tokenUrl, clientId, clientSecret }' },
)

const Auth = z
  .strictObject(
    {
      bearer: secret('a token', 'TOKEN').optional().describe('A token, sent as Authorization: Bearer.'),
      basic: z
        .strictObject(
          {
            user: scalars.text('a user').describe('User of basic auth.'),
            password: secret('a password', 'PASSWORD').describe('Password of basic auth.'),
          },
          { error: 'a mapping: write { user, password }' },
        )
        .optional()
        .describe('User and password.'),
      header: z
        .strictObject(
          {
            name: scalars.text('the name of a header').describe('Name of the header.'),
            value: secret('a value', 'API_KEY').describe('Value of the header.'),
          },
          { error: 'a mapping: write { name: X-Api-Key, value: "${API_KEY}" }' },
        )
        .optional()
        .describe('A header of its own, such as X-Api-Key.'),
      oauth: Oauth.optional().describe('OAuth 2 client credentials.'),
    },
    { error: 'a mapping: write { bearer: "${TOKEN}" }, or basic, header or oauth' },
  )
  .describe('How requests identify themselves: one of bearer, basic, header and oauth.')

const Next = z
  .strictObject(
    {
      page: param.optional().describe('Parameter with the number of the page.'),
      first: whole(0, 1).optional().describe('Number of the first page (default 1).'),
      offset: param.optional().describe('Parameter with how many records to pass over.'),
      cursor: path.optional().describe('Path to the cursor of the next page.'),
      param: param.optional().describe('Parameter that takes the cursor.'),
      keyset: param.optional().describe('Parameter that takes the last key of the page before.'),
      field: path.optional().describe('Path from a record to that key.'),
      url: path.optional().describe('Path to the URL of the next page.'),
      link: z
        .literal(true, { error: 'true: the Link header with rel="next" says the next page' })
        .optional()
        .describe('The Link header says the next page.'),
      size: param.optional().describe('Parameter with how many records a page shall have.'),
      limit: param.optional().describe('Another word for size.'),
      pageSize: whole(1, 100_000).optional().describe('How many records a page shall have.'),
      total: path.optional().describe('Path to the number of all records, which is checked.'),
      absentAtEnd: scalars.flag
        .optional()
        .describe('The last page lacks the cursor or URL, even where it is the only one (default false).'),
    },
    { error: 'a mapping: write { cursor: meta.next, param: cursor }, or page, offset, keyset, url or link' },
  )
  .describe('How the next page is asked for.')

/** An HTTP API's part of `counterfoil.yml`. */
export type HttpSourceConfig = z.infer<typeof HttpSourceConfig>
export const HttpSourceConfig = z.strictObject({
  type: z.literal('http'),
  url: scalars.text('a URL: write https://host/path').meta({
    description: 'Where the list of records is, with the parameters that say which.',
    examples: ['https://mailer.example/v1/contacts?status=active'],
  }),
  auth: Auth.optional(),
  headers: z
    .record(z.string(), scalars.text('the value of a header'), { error: 'a mapping: write Name: value' })
    .optional()
    .meta({ description: 'More headers of every request.', examples: [{ 'Api-Version': '2' }] }),
  records: path.optional().meta({
    description: 'Path to the list of records (default: the body is the list).',
    examples: ['data'],
  }),
  id: path
    .optional()
    .describe("Path from a record to the API's own id, where the key of a side is not unique."),
  next: Next.optional(),
  rate: rate.optional(),
  timeout: scalars.duration.optional().describe('How long one request may take (default 30s).'),
  retries: whole(0, 20)
    .optional()
    .describe('How often a request is sent again after 429, 5xx or a broken answer (default 5).'),
  concurrency: whole(1, 16)
    .optional()
    .describe('Requests at the same time, for numbered pages and single records (default 1).'),
  record: scalars
    .text('where one record is: write "/{key}"')
    .optional()
    .meta({ description: 'Where one record is: below url, or a URL.', examples: ['/{key}', '?id={key}'] }),
  since: scalars
    .text('parameters: write "updated_after={since}"')
    .optional()
    .meta({ description: 'Parameters that ask for what changed.', examples: ['updated_after={since}'] }),
})
