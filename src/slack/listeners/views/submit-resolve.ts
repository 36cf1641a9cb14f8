import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
import { z } from 'zod'
import { PERSON_REASONS, type ResolutionReason } from '../../../domain/discrepancy.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import { triageDiscrepancy } from '../../../operations/triage-discrepancy.ts'
import { RESOLVE_CALLBACK_ID, RESOLVE_INPUTS } from '../../messages/resolve-modal.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import { showOutcome } from '../actions/show-outcome.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'

/** What was asked in the modal. Without a note where one is needed it stays open and says so. */
export function registerSubmitResolve(app: App, room: Room): void {
  app.view<ViewSubmitAction>(RESOLVE_CALLBACK_ID, async ({ ack, body }) => {
    const { reason, note } = readAnswers(body)
    if (reason === 'other' && note === '') {
      const errors = { [RESOLVE_INPUTS.note]: 'Please say in a few words why it is resolved.' }
      return await ack({ response_action: 'errors', errors })
    }
    await ack()
    const { number, version, place } = readMetadata(body)
    await guard(room, place, async () => {
      if (number === null)
        throw new CounterfoilError(
          'refused',
          'This window is from an older version. Please click Resolve again.',
        )
      const outcome = await triageDiscrepancy(room.context, {
        number,
        action: 'resolve',
        actor: { kind: 'person', id: body.user.id, surface: 'slack' },
        reason,
        ...(note === '' ? {} : { note }),
        ...(version === undefined ? {} : { version }),
      })
      await showOutcome(room, place, outcome)
    })
  })
}

function readAnswers({ view }: SlackViewAction): { reason: ResolutionReason; note: string } {
  const { values } = view.state
  const chosen = values[RESOLVE_INPUTS.reason]?.[RESOLVE_INPUTS.reason]?.selected_option?.value
  const note = values[RESOLVE_INPUTS.note]?.[RESOLVE_INPUTS.note]?.value
  return { reason: PERSON_REASONS.find((known) => known === chosen) ?? 'other', note: note?.trim() ?? '' }
}

const METADATA = z.object({
  number: z.number().int(),
  version: z.number().int().optional(),
  place: z.object({
    responseUrl: z.string().nullable(),
    kind: z.string(),
    page: z.string(),
    ephemeral: z.boolean(),
  }),
})

/** What `openResolve` put there; an older release may have put something else. The person is who submits. */
function readMetadata(body: SlackViewAction): {
  number: number | null
  version?: number | undefined
  place: ClickPlace
} {
  const user = body.user.id
  const read = METADATA.safeParse(readJson(body.view.private_metadata))
  if (read.success) return { ...read.data, place: { ...read.data.place, user } }
  return { number: null, place: { user, responseUrl: null, kind: 'answer', page: '', ephemeral: false } }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
