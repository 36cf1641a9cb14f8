import type { App, ViewSubmitAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { fixMany } from '../../../operations/fix-many.ts'
import { findRemedy } from '../../../operations/plan-remedies.ts'
import { findGroupReconciliation } from '../../../operations/read-group.ts'
import { fixManyAnswer } from '../../messages/fix-many-answer.ts'
import {
  FIX_MANY_CALLBACK_ID,
  fixManyProgressModal,
  fixManyResultModal,
} from '../../messages/fix-many-modal.ts'
import type { Message } from '../../messages/message.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { type FixManyMetadata, readFixManyMetadata } from './many-state.ts'
import { showInWindow } from './show-in-window.ts'
import { showProgress } from './show-progress.ts'

type Approved = FixManyMetadata & { readonly remedy: string }

/** One approval for all that were chosen. Slack does not wait for that: the window shows how far it is, then what came of it. */
export function registerSubmitFixMany(app: App, room: Room): void {
  app.view<ViewSubmitAction>(FIX_MANY_CALLBACK_ID, async ({ ack, body }) => {
    const { view, user } = body
    const metadata = readFixManyMetadata(view.private_metadata)
    const place = {
      user: user.id,
      responseUrl: metadata?.responseUrl ?? null,
      channel: metadata?.channel ?? null,
    }
    const audience = { ...place, askedAt: room.context.now() }
    if (metadata === null || metadata.remedy === null) {
      await ack()
      return await guard(room, audience, refuseOlder)
    }
    const approved: Approved = { ...metadata, remedy: metadata.remedy }
    await ack({ response_action: 'update', view: fixManyProgressModal(0, 0) })
    const tell = (message: Message) =>
      showInWindow(room, { id: view.id, audience }, { view: fixManyResultModal(message), message })
    await guard(room, { ...audience, tell }, async () => {
      await tell(await act(room, approved, { user: user.id, viewId: view.id }))
    })
  })
}

async function act(
  room: Room,
  { choice, upTo, numbers, remedy }: Approved,
  { user, viewId }: { readonly user: string; readonly viewId: string },
): Promise<Message> {
  const reconciliation = await findGroupReconciliation(room.context, choice.runId)
  const definition = findRemedy(reconciliation, remedy)
  const progress = showProgress(room, viewId, fixManyProgressModal)
  const result = await fixMany(room.context, {
    choice,
    upTo,
    numbers,
    remedy,
    actor: { kind: 'person', id: user, surface: 'slack' },
    onProgress: progress.tell,
  }).finally(progress.end)
  return fixManyAnswer({ result, remedy: definition, reconciliation })
}

async function refuseOlder(): Promise<void> {
  throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
}
