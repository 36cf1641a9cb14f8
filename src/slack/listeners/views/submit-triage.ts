import { setTimeout as wait } from 'node:timers/promises'
import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../../domain/errors.ts'
import { triageDiscrepancy } from '../../../operations/triage-discrepancy.ts'
import type { Message } from '../../messages/message.ts'
import { PERSON_INPUT } from '../../messages/person-input.ts'
import { problemAnswer } from '../../messages/problem-answer.ts'
import { noticeModal } from '../../messages/resolve-modal.ts'
import { TRIAGE_CALLBACK_IDS, triageWaitingModal } from '../../messages/triage-modal.ts'
import { WINDOW_ACTIONS, type WindowAction } from '../../messages/triage-window.ts'
import { askOrRefuse } from '../actions/open-triage-window.ts'
import { answerTo, showCopyAnew, showOutcome } from '../actions/show-outcome.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { readWindowMetadata, type WindowMetadata } from '../window-metadata.ts'
import { readAnswers, readWish, type Wish } from './read-triage-answers.ts'
import { showInWindow } from './show-in-window.ts'

/** Slack waits three seconds for an answer to a window. */
const PATIENCE_MS = 2_000

/** What becomes of a window, and what is still to be done once Slack has its answer. */
type Answer = (
  | { readonly errors: Readonly<Record<string, string>> }
  | { readonly view: ModalView | null }
) & {
  /** The same in words, for where the window cannot say it. */
  readonly words: Message
  readonly afterwards?: () => Promise<void>
}

interface Submitted {
  readonly action: WindowAction
  readonly metadata: WindowMetadata
  readonly body: SlackViewAction
}

/**
 * The windows of Escalate, Snooze, Assign and Note. What was decided on something that has changed since is asked again, in
 * the same window; it closes when the action was done. Where that takes long, the window says so and then shows the outcome.
 */
export function registerSubmitTriage(app: App, room: Room): void {
  for (const action of WINDOW_ACTIONS) {
    app.view<ViewSubmitAction>(TRIAGE_CALLBACK_IDS[action], async ({ ack, body }) => {
      const metadata = readWindowMetadata(body.view.private_metadata, body.user.id)
      if (metadata.number === null) {
        await ack()
        return await guard(room, metadata.place, refuseOlder)
      }
      const submitted: Submitted = { action, metadata, body }
      const answering = answerSafely(room, submitted)
      const answer = await inTime(answering)
      if (answer === null) {
        await ack({ response_action: 'update', view: triageWaitingModal(action, metadata.number) })
        return await showLate(room, submitted, await answering)
      }
      if ('errors' in answer) return await ack({ response_action: 'errors', errors: answer.errors })
      await (answer.view === null ? ack() : ack({ response_action: 'update', view: answer.view }))
      await guard(room, metadata.place, async () => await answer.afterwards?.())
    })
  }
}

async function refuseOlder(): Promise<void> {
  throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
}

/** Null: it takes longer than Slack waits. */
async function inTime(answering: Promise<Answer>): Promise<Answer | null> {
  const done = new AbortController()
  const late = wait(PATIENCE_MS, null, { signal: done.signal }).catch(() => null)
  const first = await Promise.race([answering, late])
  done.abort()
  return first
}

/** What goes wrong is told in the window, with what was written in it. */
async function answerSafely(room: Room, submitted: Submitted): Promise<Answer> {
  const { action, metadata, body } = submitted
  let answer: Answer | null = null
  const tell = async (problem: Message) => {
    const asked = { action, number: metadata.number, place: metadata.place }
    const again = { answers: readAnswers(body), notice: problem }
    const title = `#${metadata.number}`
    const view = await askOrRefuse(room, asked, again).catch(() => noticeModal(title, problem))
    answer = { view, words: problem }
  }
  await guard(room, { ...metadata.place, tell }, async () => {
    answer = await decide(room, submitted)
  })
  return answer!
}

async function decide(room: Room, { action, metadata, body }: Submitted): Promise<Answer> {
  const answers = readAnswers(body)
  const wish = await readWish(room, { action, metadata, viewId: body.view.id }, answers)
  if ('errors' in wish) return refuse(wish.errors)
  const { number, version, place } = metadata
  const outcome = await triageDiscrepancy(room.context, {
    ...wish,
    number,
    actor: { kind: 'person', id: place.user, surface: 'slack' },
    ...(version === undefined ? {} : { version }),
  })
  const words = answerTo(room, outcome)
  if (outcome.accepted) return { view: null, words, afterwards: () => showOutcome(room, place, outcome) }
  if (outcome.refused === 'noted') return { view: null, words }
  if (outcome.refused === 'owned') return refuse({ [PERSON_INPUT]: alreadyTheirs(wish) })
  const view = await askOrRefuse(room, { action, number, place }, { answers, notice: words })
  return { view, words, afterwards: async () => void (await showCopyAnew(room, place, outcome)) }
}

function refuse(errors: Readonly<Record<string, string>>): Answer {
  return { errors, words: problemAnswer(new CounterfoilError('usage', Object.values(errors).join(' ')), '') }
}

function alreadyTheirs({ owner }: Wish): string {
  return owner === null ? 'It belongs to nobody already.' : 'It is assigned to them already.'
}

/** The window waits: it shows what came of it, as Slack lets nobody close it from here. */
async function showLate(room: Room, { metadata, body }: Submitted, answer: Answer): Promise<void> {
  const { place, number } = metadata
  const id = body.view.id
  await guard(room, place, async () => {
    const { words } = answer
    const view = 'errors' in answer || answer.view === null ? noticeModal(`#${number}`, words) : answer.view
    await showInWindow(room, { id, audience: place }, { view, message: words })
    await answer.afterwards?.()
  })
}
