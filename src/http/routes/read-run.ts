import { z } from '@hono/zod-openapi'
import { readRun } from '../../operations/read-run.ts'
import { RunAnswer } from '../answer-schemas.ts'
import { defineRoute } from '../define-route.ts'
import { presentFindings, presentRun } from '../present-run.ts'

const ID = 'the id of a run, as the API gave it'

export const RUN_ID = z
  .string({ error: ID })
  .regex(/^[A-Za-z0-9-]{1,64}$/, { error: ID })
  .meta({ examples: ['3f2a9c1e-7a51-4c39-9f0d-2a1f5d1c9b11'] })

/** `GET /api/runs/{id}` */
export const readRunRoute = defineRoute({
  method: 'get',
  path: '/api/runs/{id}',
  name: 'readRun',
  needs: 'read',
  summary: 'Read one run',
  description: 'How far it is, and once it has ended what it came to.',
  params: z.strictObject({ id: RUN_ID }),
  answers: { 200: { description: 'The run.', schema: RunAnswer } },
  refusals: { 404: 'There is no run of this id.' },
  async answer(context, { params }) {
    const { run, seen } = await readRun(context, params.id)
    const { settings } = context
    const findings = presentFindings(
      settings,
      run,
      seen.map(({ finding }) => finding),
    )
    return { status: 200, body: { ...presentRun(settings, run), findings } }
  },
})
