import { z } from '@hono/zod-openapi'
import { describeRefusal, type Speech } from '../../domain/describe-refusal.ts'
import { type Actor, PERSON_REASONS, TRIAGE_ACTIONS } from '../../domain/discrepancy.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import { parseSnooze } from '../../domain/parse-snooze.ts'
import type { Context } from '../../operations/context.ts'
import { type ResolveOutcome, resolveDiscrepancy } from '../../operations/resolve-discrepancy.ts'
import {
  type TriageOutcome,
  type TriageRequest,
  triageDiscrepancy,
} from '../../operations/triage-discrepancy.ts'
import { TransitionAnswer } from '../answer-schemas.ts'
import { type Answer, defineRoute } from '../define-route.ts'
import { discrepancyNumber } from '../input-schemas.ts'
import { presentDiscrepancy } from '../present-discrepancy.ts'
import { HttpProblem } from '../problem.ts'

const ACTION = `what to do: write ${TRIAGE_ACTIONS.join(', ')}`
const REASON = `why it is resolved: write ${PERSON_REASONS.join(', ')}`
const NOTE = 'a note: write up to 3,000 characters'
const OWNER = 'whose it is: write a Slack user id or a name, or null for nobody'
const UNTIL = 'the end of a snooze: write 2026-12-01T09:00:00Z, 3d, or change (until its values change)'
const TO = 'who is called: write a user group like @oncall, or a Slack user id'

type Body = z.infer<typeof Body>
const Body = z
  .strictObject(
    {
      action: z.enum(TRIAGE_ACTIONS, { error: ACTION }),
      note: z
        .string({ error: NOTE })
        .max(3_000, { error: NOTE })
        .optional()
        .meta({ description: 'For the history.' }),
      reason: z.enum(PERSON_REASONS, { error: REASON }).optional().meta({ description: 'Of resolve.' }),
      anyway: z
        .boolean({ error: 'a yes or no: write true or false' })
        .optional()
        .meta({ description: 'Of resolve: also where the sides still differ.' }),
      owner: z
        .string({ error: OWNER })
        .min(1, { error: OWNER })
        .max(200, { error: OWNER })
        .nullable()
        .optional()
        .meta({ description: 'Of assign; null: nobody.' }),
      until: z
        .string({ error: UNTIL })
        .max(60, { error: UNTIL })
        .optional()
        .meta({ description: 'Of snooze: an instant, a duration (3d), or `change`.', examples: ['3d'] }),
      to: z
        .string({ error: TO })
        .min(1, { error: TO })
        .max(200, { error: TO })
        .optional()
        .meta({ description: 'Of escalate: who is called; unsaid: whom the config names.' }),
    },
    { error: 'an object: write { "action": "acknowledge" }' },
  )
  .openapi('StartTransition')

/** `POST /api/discrepancies/{number}/transitions` */
export const triageRoute = defineRoute({
  method: 'post',
  path: '/api/discrepancies/{number}/transitions',
  name: 'triage',
  needs: 'triage',
  summary: 'Do something to a discrepancy',
  description:
    'As a button in Slack does, in the name of the token; cards in Slack follow. `resolve` with the reasons fixed or other compares the record first.',
  params: discrepancyNumber,
  body: {
    schema: Body,
    mostBytes: 2 ** 20,
    examples: {
      acknowledge: { value: { action: 'acknowledge' } },
      resolve: { value: { action: 'resolve', reason: 'fixed', note: 'corrected in billing' } },
      snooze: { value: { action: 'snooze', until: '3d' } },
    },
  },
  answers: { 200: { description: 'It is done; the discrepancy as it now is.', schema: TransitionAnswer } },
  refusals: {
    404: 'There is no discrepancy of this number.',
    409: 'It cannot be done now: `detail` says who was first and when, `refused` why in one word, `discrepancy` how it is.',
    502: 'A source failed while the record was compared.',
  },
  async answer(context, { token, params, body }) {
    refuseMisfits(body)
    const actor: Actor = { kind: 'person', id: token.name, surface: 'http' }
    const request = toRequest(context, { actor, number: Number(params.number), body })
    if (body.action !== 'resolve') return answerWith(context, await triageDiscrepancy(context, request))
    // As at the command line: without a reason nothing is asked back.
    const { reason = 'other', anyway = body.reason === undefined } = body
    const outcome = await resolveDiscrepancy(context, { ...request, reason, anyway, trigger: 'http' })
    if (outcome.differs) throw stillDiffers(context, outcome)
    return answerWith(context, outcome.moved)
  },
})

/** What the action does not know, and what it needs. */
function refuseMisfits({ action, note, reason, anyway, owner, until, to }: Body): void {
  const refuse = (sentence: string) => new CounterfoilError('usage', sentence)
  const said = { reason, anyway, owner, until, to }
  for (const [member, of] of Object.entries(MEMBERS)) {
    if (said[member as keyof typeof MEMBERS] !== undefined && action !== of)
      throw refuse(`"${member}" is only for ${of}, and this is ${action}: leave it out`)
  }
  if (action === 'snooze' && until === undefined) throw refuse(`"until" is missing: it needs ${UNTIL}`)
  if (action === 'assign' && owner === undefined) throw refuse(`"owner" is missing: it needs ${OWNER}`)
  if ((action === 'note' || reason === 'other') && (note === undefined || note.trim() === ''))
    throw refuse(
      `"note" is missing: ${reason === 'other' ? 'the reason other' : 'note'} needs words for the history`,
    )
}

const MEMBERS = {
  reason: 'resolve',
  anyway: 'resolve',
  owner: 'assign',
  until: 'snooze',
  to: 'escalate',
} as const

function toRequest(
  context: Context,
  { actor, number, body }: { readonly actor: Actor; readonly number: number; readonly body: Body },
): TriageRequest {
  const { action, note, owner, until, to } = body
  return {
    number,
    action,
    actor,
    ...(note === undefined ? {} : { note }),
    ...(owner === undefined ? {} : { owner }),
    ...(to === undefined ? {} : { to }),
    ...(until === undefined ? {} : { until: parseSnooze(until, { now: context.now(), zone: 'UTC' }) }),
  }
}

const SPEECH: Speech = {
  person: ({ kind, id, surface }) =>
    kind === 'person' ? `${surface === 'http' ? 'the token ' : ''}${id}` : `a ${kind}`,
  owner: (owner) => owner,
  when: (at) => `at ${at.toISOString()}`,
  until: (at) => at.toISOString(),
}

function answerWith(context: Context, outcome: TriageOutcome): Answer {
  const { discrepancy } = outcome
  const presented = presentDiscrepancy(context.settings, discrepancy)
  if (outcome.accepted) {
    const check = outcome.did === 'resolved' ? (discrepancy.resolution?.check ?? null) : null
    return { status: 200, body: { discrepancy: presented, check } }
  }
  const { refused } = outcome
  const isForbidden = refused === 'forbidden'
  const { statusBy, statusAt } = discrepancy
  const by = { kind: statusBy.kind, id: statusBy.id, surface: statusBy.surface, at: statusAt.toISOString() }
  throw new HttpProblem(isForbidden ? 403 : 409, {
    code: isForbidden ? 'forbidden' : 'refused',
    detail: describeRefusal(outcome, SPEECH),
    facts: isForbidden ? {} : { refused, by, discrepancy: presented },
  })
}

function stillDiffers(
  context: Context,
  { discrepancy }: Extract<ResolveOutcome, { differs: true }>,
): HttpProblem {
  return new HttpProblem(409, {
    code: 'refused',
    detail: `#${discrepancy.number} still differs, so it is not resolved: correct it at the source, send "anyway": true, or the reason expected if the difference is right`,
    facts: { refused: 'differs', discrepancy: presentDiscrepancy(context.settings, discrepancy) },
  })
}
