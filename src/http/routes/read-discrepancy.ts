import { listHistory } from '../../operations/list-history.ts'
import { HistoryAnswer } from '../answer-schemas.ts'
import { defineRoute } from '../define-route.ts'
import { discrepancyNumber } from '../input-schemas.ts'
import { presentDiscrepancy } from '../present-discrepancy.ts'

const MOST_EVENTS = 200

/** `GET /api/discrepancies/{number}` */
export const readDiscrepancyRoute = defineRoute({
  method: 'get',
  path: '/api/discrepancies/{number}',
  name: 'readDiscrepancy',
  needs: 'read',
  summary: 'Read one discrepancy with its history',
  description: 'As it now is, and what happened to it.',
  params: discrepancyNumber,
  answers: { 200: { description: 'The discrepancy and its history.', schema: HistoryAnswer } },
  refusals: { 404: 'There is no discrepancy of this number.' },
  async answer(context, { params }) {
    const number = Number(params.number)
    const { discrepancy, entries } = await listHistory(context, { number, place: null, limit: MOST_EVENTS })
    const history = entries.map(({ event }) => ({
      id: event.id,
      kind: event.kind,
      at: event.at.toISOString(),
      by: { kind: event.actor.kind, id: event.actor.id, surface: event.actor.surface },
      from: event.from,
      to: event.to,
      reason: event.reason,
      note: event.note,
      run: event.runId,
    }))
    return { status: 200, body: { discrepancy: presentDiscrepancy(context.settings, discrepancy), history } }
  },
})
