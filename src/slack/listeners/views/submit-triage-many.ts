import type { App, ViewSubmitAction } from '@slack/bolt'
import type { GroupChoice } from '../../../domain/group-choice.ts'
import type { ManyAction } from '../../../domain/many-result.ts'
import { findGroupReconciliation } from '../../../operations/read-group.ts'
import { triageMany } from '../../../operations/triage-many.ts'
import { fixManyLoadingModal } from '../../messages/fix-many-modal.ts'
import { manyAnswer } from '../../messages/many-answer.ts'
import { MANY_INPUTS, type ManyAnswers } from '../../messages/many-answers.ts'
import type { Message } from '../../messages/message.ts'
import {
  manyProgressModal,
  manyResultModal,
  TRIAGE_MANY_CALLBACK_ID,
} from '../../messages/triage-many-modal.ts'
import { askFixMany } from '../actions/ask-fix-many.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import {
  type FixManyMetadata,
  type ManyMetadata,
  readManyAnswers,
  readManyChoice,
  readManyMetadata,
} from './many-state.ts'
import { showInWindow } from './show-in-window.ts'
import { showProgress } from './show-progress.ts'

/** What was asked in the window is done to each as it is now. Slack does not wait for that: the window shows how far it is. */
export function registerSubmitTriageMany(app: App, room: Room): void {
  app.view<ViewSubmitAction>(TRIAGE_MANY_CALLBACK_ID, async ({ ack, body }) => {
    const { view, user } = body
    const metadata = readManyMetadata(view.private_metadata)
    const shown = readManyAnswers(view.state)
    const answers = { ...shown, picked: [...(metadata?.kept ?? []), ...shown.picked] }
    const errors = errorsOf(metadata, {
      answers,
      chosen: metadata && readManyChoice(metadata.choice, view.state),
      now: room.context.now(),
    })
    if (errors !== null || metadata === null || answers.action === null)
      return await ack({ response_action: 'errors', errors: errors ?? {} })
    if (answers.action === 'fix') {
      await ack({ response_action: 'update', view: fixManyLoadingModal() })
      return await askFixMany(room, { user: user.id, viewId: view.id, metadata: fixOf(metadata, answers) })
    }
    const { action } = answers
    await ack({ response_action: 'update', view: manyProgressModal(0, 0) })
    const { responseUrl, channel } = metadata
    const window = { id: view.id, audience: { user: user.id, responseUrl, channel } }
    const tell = (message: Message) => showInWindow(room, window, { view: manyResultModal(message), message })
    await guard(room, { ...window.audience, tell }, async () => {
      await tell(await act(room, { ...answers, action }, { metadata, user: user.id, viewId: view.id }))
    })
  })
}

/** Nothing is done by that yet: the window goes on to what the fix would do. */
function fixOf(
  { choice, upTo, responseUrl, channel }: ManyMetadata,
  { which, picked }: ManyAnswers,
): FixManyMetadata {
  const numbers = which === 'all' ? null : [...picked]
  return { choice, upTo, numbers, remedy: null, responseUrl, channel }
}

async function act(
  room: Room,
  answers: ManyAnswers & { readonly action: ManyAction },
  { metadata, user, viewId }: { metadata: ManyMetadata; user: string; viewId: string },
): Promise<Message> {
  const { choice, upTo } = metadata
  const { action, which, picked, reason, note, anyway, until, owner } = answers
  // First: where the tracker goes away in the middle, what was done must still be told.
  const reconciliation = await findGroupReconciliation(room.context, choice.runId)
  const progress = showProgress(room, viewId, manyProgressModal)
  const result = await triageMany(room.context, {
    choice,
    upTo,
    numbers: which === 'all' ? null : picked,
    action,
    actor: { kind: 'person', id: user, surface: 'slack' },
    trigger: 'slash',
    ...(action === 'resolve' && reason !== null ? { reason, anyway } : {}),
    ...(action === 'resolve' && note !== '' ? { note } : {}),
    ...(action === 'snooze' ? { until } : {}),
    ...(action === 'assign' ? { owner } : {}),
    onProgress: progress.tell,
  }).finally(progress.end)
  return manyAnswer({ result, action, reconciliation, now: room.context.now() })
}

/** What cannot be done so, at the input where it was said; null: it can. */
function errorsOf(
  metadata: ManyMetadata | null,
  { answers, chosen, now }: { answers: ManyAnswers; chosen: GroupChoice | null; now: Date },
): Record<string, string> | null {
  const { action, which, picked, reason, note, until } = answers
  if (metadata === null)
    return { [MANY_INPUTS.which]: 'This window is from an older version. Please open it again.' }
  if (JSON.stringify(chosen) !== JSON.stringify(metadata.choice))
    return { [MANY_INPUTS.which]: 'The list was still being narrowed. Look at the number again.' }
  if (which === 'some' && picked.length === 0)
    return { [MANY_INPUTS.which]: 'Tick at least one of them below, or choose all.' }
  if (action === 'resolve' && reason === null)
    return { [MANY_INPUTS.action]: 'The reason is asked below as soon as the window shows it.' }
  if (action === 'resolve' && reason === 'other' && note === '')
    return { [MANY_INPUTS.note]: 'Please say in a few words why they are resolved.' }
  if (action === 'snooze' && until !== null && until <= now)
    return { [MANY_INPUTS.until]: 'That is over already. Choose a later time.' }
  return null
}
