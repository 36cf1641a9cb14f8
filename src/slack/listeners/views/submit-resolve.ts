import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
import { PERSON_REASONS } from '../../../domain/discrepancy.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import {
  isChecked,
  type ResolveOutcome,
  resolveDiscrepancy,
} from '../../../operations/resolve-discrepancy.ts'
import { differsAnswer } from '../../messages/look-answer.ts'
import type { Message } from '../../messages/message.ts'
import {
  askAgainModal,
  checkingModal,
  noticeModal,
  RESOLVE_CALLBACK_ID,
  RESOLVE_INPUTS,
  type ResolveAnswers,
} from '../../messages/resolve-modal.ts'
import { resolvedAnswer } from '../../messages/resolved-answer.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import { answerTo, showCopyAnew, showOutcome } from '../actions/show-outcome.ts'
import { showHomeAnew } from '../events/publish-home.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { readWindowMetadata, writeWindowMetadata } from '../window-metadata.ts'
import { definitionOf } from '../with-definitions.ts'
import { showInWindow } from './show-in-window.ts'

/** What was submitted, by whom, about what. */
interface Submitted {
  readonly number: number
  readonly version?: number | undefined
  /** They have seen that the sides differ, as that version shows. */
  readonly anyway?: boolean | undefined
  readonly place: ClickPlace
  readonly answers: ResolveAnswers
  readonly viewId: string
  readonly metadata: string
}

/**
 * What was asked in the modal. Without a note where one is needed it stays open and says so. Where the sides are looked at
 * first, Slack does not wait for that: the window says so meanwhile, and then shows the outcome.
 */
export function registerSubmitResolve(app: App, room: Room): void {
  app.view<ViewSubmitAction>(RESOLVE_CALLBACK_ID, async ({ ack, body }) => {
    const answers = readAnswers(body)
    if (answers.reason === 'other' && answers.note === '') {
      const errors = { [RESOLVE_INPUTS.note]: 'Please say in a few words why it is resolved.' }
      return await ack({ response_action: 'errors', errors })
    }
    const { number, place, ...read } = readWindowMetadata(body.view.private_metadata, body.user.id)
    if (number === null) {
      await ack()
      return await guard(room, place, refuseOlder)
    }
    const { id: viewId, private_metadata: metadata } = body.view
    const submitted: Submitted = { number, place, ...read, answers, viewId, metadata }
    if (!isChecked(answers.reason)) {
      await ack()
      return await guard(room, place, async () => {
        const outcome = await resolve(room, submitted)
        if (!outcome.differs) await showOutcome(room, place, outcome.moved)
      })
    }
    await ack({ response_action: 'update', view: checkingModal(number) })
    const tell = (problem: Message) => askAgain(room, submitted, { outcome: problem })
    await guard(room, { ...place, tell }, async () => {
      await showResolved(room, submitted, await resolve(room, submitted))
    })
  })
}

async function resolve(room: Room, submitted: Submitted): Promise<ResolveOutcome> {
  const { number, version, anyway, place, answers } = submitted
  return await resolveDiscrepancy(room.context, {
    number,
    actor: { kind: 'person', id: place.user, surface: 'slack' },
    trigger: 'slash',
    reason: answers.reason,
    ...(answers.note === '' ? {} : { note: answers.note }),
    ...(version === undefined ? {} : { version }),
    ...(anyway === undefined ? {} : { anyway }),
  })
}

async function showResolved(room: Room, submitted: Submitted, outcome: ResolveOutcome): Promise<void> {
  const { number, place, viewId } = submitted
  if (outcome.differs) {
    const { discrepancy } = outcome
    const reconciliation = definitionOf(room.context, discrepancy.reconciliation)
    const seen = { number, version: discrepancy.version, anyway: true, place }
    return await askAgain(room, submitted, {
      outcome: differsAnswer({ ...outcome, reconciliation }),
      metadata: writeWindowMetadata(seen),
    })
  }
  const { moved } = outcome
  const message = moved.accepted ? resolvedAnswer(moved.discrepancy) : answerTo(room, moved)
  const view = noticeModal(`Resolve #${number}`, message)
  await showInWindow(room, { id: viewId, audience: place }, { view, message })
  if (place.kind === 'home') await showHomeAnew(room, place, message.text)
  else await showCopyAnew(room, place, moved)
}

/** Nothing was resolved: the window asks again, with what was answered. */
async function askAgain(
  room: Room,
  { number, place, answers, viewId, metadata: before }: Submitted,
  { outcome, metadata }: { readonly outcome: Message; readonly metadata?: string },
): Promise<void> {
  const view = askAgainModal({
    number,
    privateMetadata: metadata ?? before,
    outcome,
    answers,
    submit: metadata === undefined ? 'Resolve' : 'Resolve anyway',
  })
  await showInWindow(room, { id: viewId, audience: place }, { view, message: outcome })
}

async function refuseOlder(): Promise<void> {
  throw new CounterfoilError('refused', 'This window is from an older version. Please click Resolve again.')
}

function readAnswers({ view }: SlackViewAction): ResolveAnswers {
  const { values } = view.state
  const chosen = values[RESOLVE_INPUTS.reason]?.[RESOLVE_INPUTS.reason]?.selected_option?.value
  const note = values[RESOLVE_INPUTS.note]?.[RESOLVE_INPUTS.note]?.value
  return { reason: PERSON_REASONS.find((known) => known === chosen) ?? 'other', note: note?.trim() ?? '' }
}
