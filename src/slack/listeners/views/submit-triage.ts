import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
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
import { answerWindow, type WindowAnswer } from './answer-window.ts'
import { readAnswers, readWish, type Wish } from './read-triage-answers.ts'

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
      const { number, place } = metadata
      const waiting = triageWaitingModal(action, number)
      const window = { ack, viewId: body.view.id, number, place, waiting }
      await answerWindow(room, window, answerSafely(room, submitted))
    })
  }
}

async function refuseOlder(): Promise<void> {
  throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
}

/** What goes wrong is told in the window, with what was written in it. */
async function answerSafely(room: Room, submitted: Submitted): Promise<WindowAnswer> {
  const { action, metadata, body } = submitted
  let answer: WindowAnswer | null = null
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

async function decide(room: Room, { action, metadata, body }: Submitted): Promise<WindowAnswer> {
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

function refuse(errors: Readonly<Record<string, string>>): WindowAnswer {
  return { errors, words: problemAnswer(new CounterfoilError('usage', Object.values(errors).join(' ')), '') }
}

function alreadyTheirs({ owner }: Wish): string {
  return owner === null ? 'It belongs to nobody already.' : 'It is assigned to them already.'
}
