import { z } from '@hono/zod-openapi'
import { STATUSES } from '../../domain/discrepancy.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import { SEVERITIES, type Severity } from '../../domain/finding.ts'
import { placeOf, readPlace, writePlace } from '../../domain/list-place.ts'
import { type ListRequest, listDiscrepancies } from '../../operations/list-discrepancies.ts'
import { DiscrepanciesAnswer } from '../answer-schemas.ts'
import { defineRoute } from '../define-route.ts'
import { pageLimit, readStatuses, reconciliationName, wordList } from '../input-schemas.ts'
import { presentDiscrepancy } from '../present-discrepancy.ts'

const OWNER = 'an owner: write a name or a Slack user id, or nobody'
const AFTER = 'a place in the list: send what the page before says as next, and nothing for the first page'
const USUAL_LIMIT = 100

type Query = z.infer<typeof Query>
const Query = z.strictObject({
  reconciliation: reconciliationName.optional(),
  status: wordList([...STATUSES, 'open', 'all'], 'a status').meta({ description: 'Open ones unless said.' }),
  severity: wordList(SEVERITIES, 'a severity'),
  owner: z
    .string({ error: OWNER })
    .min(1, { error: OWNER })
    .max(200, { error: OWNER })
    .optional()
    .meta({ description: 'Whose they are; `nobody`: those without an owner.', examples: ['U0123ABCD'] }),
  snoozed: z
    .enum(['true', 'false'], { error: 'a yes or no: write true or false' })
    .optional()
    .meta({ description: 'Only those that are snoozed, or only those that are not.' }),
  limit: pageLimit,
  after: z
    .string({ error: AFTER })
    .regex(/^[hml]\d{1,15}$/, { error: AFTER })
    .optional()
    .meta({ description: 'What the page before says as `next`.', examples: ['h1042'] }),
})

/** `GET /api/discrepancies` */
export const listDiscrepanciesRoute = defineRoute({
  method: 'get',
  path: '/api/discrepancies',
  name: 'listDiscrepancies',
  needs: 'read',
  summary: 'List discrepancies',
  description: 'High severity first, then the newest. Open ones unless `status` says otherwise.',
  query: Query,
  answers: { 200: { description: 'A page of them.', schema: DiscrepanciesAnswer } },
  refusals: { 404: 'There is no reconciliation of this name.' },
  async answer(context, { query }) {
    const limit = Number(query.limit ?? USUAL_LIMIT)
    // One more says whether there is a next page.
    const { discrepancies, total } = await listDiscrepancies(context, {
      ...filterOf(query),
      limit: limit + 1,
    })
    const shown = discrepancies.slice(0, limit)
    const last = shown.at(-1)
    const next = last && discrepancies.length > limit ? writePlace(placeOf(last)) : null
    const presented = shown.map((each) => presentDiscrepancy(context.settings, each))
    return { status: 200, body: { discrepancies: presented, total, next } }
  },
})

function filterOf({
  reconciliation,
  status,
  severity,
  owner,
  snoozed,
  after,
}: Query): Omit<ListRequest, 'limit'> {
  const place = after === undefined ? null : readPlace(after)
  if (after !== undefined && place === null) throw new CounterfoilError('usage', `"${after}" is not ${AFTER}`)
  return {
    ...(reconciliation === undefined ? {} : { reconciliation }),
    ...(status === undefined ? {} : { statuses: readStatuses(status) }),
    ...(severity === undefined ? {} : { severities: severity.split(',') as Severity[] }),
    ...(owner === undefined ? {} : { owner: owner === 'nobody' ? null : owner }),
    ...(snoozed === undefined ? {} : { snoozed: snoozed === 'true' }),
    ...(place === null ? {} : { after: place }),
  }
}
