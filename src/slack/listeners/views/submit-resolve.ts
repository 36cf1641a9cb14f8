import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
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
  resolvingModal,
} from '../../messages/resolve-modal.ts'
import { resolvedAnswer } from '../../messages/resolved-answer.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import { answerTo, showCopyAnew, showOutcome } from '../actions/show-outcome.ts'
import { showHomeAnew } from '../events/publish-home.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { readWindowMetadata, type WindowMetadata, writeWindowMetadata } from '../window-metadata.ts'
import { definitionOf } from '../with-definitions.ts'
import { answerWindow, type WindowAnswer } from './answer-window.ts'
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
 * What was asked in the modal. Without a note where one is needed, or on something that has changed since, it stays open and
 * asks again. Where the sides are looked at first, Slack does not wait for that: the window says so meanwhile, and then shows
 * the outcome.
 */
export function registerSubmitResolve(app: App, room: Room): void {
  app.view<ViewSubmitAction>(RESOLVE_CALLBACK_ID, async ({ ack, body }) => {
    const answers = readAnswers(body)
    if (answers.reason === 'other' && answers.note === '') {
      const errors = { [RESOLVE_INPUTS.note]: 'Please say in a few words why it is resolved.' }
      return await ack({ response_action: 'errors', errors })
    }
    const { number, ...read } = readWindowMetadata(body.view.private_metadata, body.user.id)
    const place = { ...read.place, askedAt: room.context.now() }
    if (number === null) {
      await ack()
      return await guard(room, place, refuseOlder)
    }
    const { id: viewId, private_metadata: metadata } = body.view
    const submitted: Submitted = { ...read, number, place, answers, viewId, metadata }
    if (!isChecked(answers.reason)) {
      const window = { ack, viewId, number, place, waiting: resolvingModal(number) }
      return await answerWindow(room, window, decideSafely(room, submitted))
    }
    await ack({ response_action: 'update', view: checkingModal(number) })
    const tell = (problem: Message) =>
      show(room, submitted, { view: askAgain(submitted, problem), words: problem })
    await guard(room, { ...place, tell }, async () => {
      await showResolved(room, submitted, await resolve(room, submitted))
    })
  })
}

/** What goes wrong is told in the window, with what was written in it. */
async function decideSafely(room: Room, submitted: Submitted): Promise<WindowAnswer> {
  let answer: WindowAnswer | null = null
  const tell = async (problem: Message) => {
    answer = { view: askAgain(submitted, problem), words: problem }
  }
  await guard(room, { ...submitted.place, tell }, async () => {
    answer = await decide(room, submitted)
  })
  return answer!
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

/** Slack has its answer before it is known: the window closes, or shows why not. */
async function decide(room: Room, submitted: Submitted): Promise<WindowAnswer> {
  const { place } = submitted
  const outcome = await resolve(room, submitted)
  const { view, words } = outcomeOf(room, submitted, outcome)
  if (outcome.differs) return { view, words }
  const { moved } = outcome
  if (moved.accepted) return { view: null, words, afterwards: () => showOutcome(room, place, moved) }
  return { view, words, afterwards: async () => void (await showCopyAnew(room, place, moved)) }
}

async function showResolved(room: Room, submitted: Submitted, outcome: ResolveOutcome): Promise<void> {
  const { place } = submitted
  const shown = outcomeOf(room, submitted, outcome)
  await show(room, submitted, shown)
  if (outcome.differs) return
  if (place.kind === 'home') await showHomeAnew(room, place, shown.words.text)
  else await showCopyAnew(room, place, outcome.moved)
}

type Shown = { readonly view: ModalView; readonly words: Message }

async function show(room: Room, { viewId, place }: Submitted, { view, words }: Shown): Promise<void> {
  await showInWindow(room, { id: viewId, audience: place }, { view, message: words })
}

function outcomeOf(room: Room, submitted: Submitted, outcome: ResolveOutcome): Shown {
  if (outcome.differs) {
    const { discrepancy } = outcome
    const { version } = discrepancy
    const words = differsAnswer({
      ...outcome,
      reconciliation: definitionOf(room.context, discrepancy.reconciliation),
    })
    return { words, view: askAgain(submitted, words, { version, anyway: true }) }
  }
  const { moved } = outcome
  const words = moved.accepted ? resolvedAnswer(moved.discrepancy) : answerTo(room, moved)
  if (!moved.accepted && moved.refused === 'changed')
    return { words, view: askAgain(submitted, words, { version: moved.discrepancy.version }) }
  return { words, view: noticeModal(`Resolve #${submitted.number}`, words) }
}

/** Nothing was resolved: the window asks again, with what was answered; `seen`: what it shows by now. */
function askAgain(
  { number, place, answers, metadata }: Submitted,
  outcome: Message,
  seen: Pick<WindowMetadata, 'version' | 'anyway'> | null = null,
): ModalView {
  return askAgainModal({
    number,
    privateMetadata: seen === null ? metadata : writeWindowMetadata({ number, ...seen, place }),
    outcome,
    answers,
    submit: seen?.anyway ? 'Resolve anyway' : 'Resolve',
  })
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
