import { z } from '@hono/zod-openapi'
import { listRuns } from '../../operations/read-run.ts'
import { RunsAnswer } from '../answer-schemas.ts'
import { defineRoute } from '../define-route.ts'
import { pageLimit, reconciliationName } from '../input-schemas.ts'
import { presentRun } from '../present-run.ts'
import { RUN_ID } from './read-run.ts'

const USUAL_LIMIT = 100

/** `GET /api/runs` */
export const listRunsRoute = defineRoute({
  method: 'get',
  path: '/api/runs',
  name: 'listRuns',
  needs: 'read',
  summary: 'List runs',
  description: 'The newest first, without their findings.',
  query: z.strictObject({
    reconciliation: reconciliationName.optional(),
    limit: pageLimit,
    before: RUN_ID.optional().meta({ description: 'What the page before says as `next`.' }),
  }),
  answers: { 200: { description: 'A page of them.', schema: RunsAnswer } },
  refusals: { 404: 'There is no such reconciliation, or no such run to begin before.' },
  async answer(context, { query: { reconciliation, before, limit: said } }) {
    const limit = Number(said ?? USUAL_LIMIT)
    const runs = await listRuns(context, {
      limit: limit + 1,
      ...(reconciliation === undefined ? {} : { reconciliation }),
      ...(before === undefined ? {} : { before }),
    })
    const shown = runs.slice(0, limit)
    const next = runs.length > limit ? (shown.at(-1)?.id ?? null) : null
    return { status: 200, body: { runs: shown.map((run) => presentRun(context.settings, run)), next } }
  },
})
