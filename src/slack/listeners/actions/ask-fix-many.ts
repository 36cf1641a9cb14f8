import type { App, BlockAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../../domain/errors.ts'
import { considerFixMany } from '../../../operations/consider-fix-many.ts'
import { denialAnswer } from '../../messages/denial-answer.ts'
import { FIX_MANY_CHOICE, fixManyModal, fixManyResultModal } from '../../messages/fix-many-modal.ts'
import type { Message } from '../../messages/message.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { type FixManyMetadata, readFixManyMetadata, writeFixManyMetadata } from '../views/many-state.ts'
import { showInWindow } from '../views/show-in-window.ts'
import { placeOfClick } from './place-of-click.ts'

/** The choice between several remedies in the window of a fix for many. */
export function registerAskFixMany(app: App, room: Room): void {
  app.action<BlockAction>(FIX_MANY_CHOICE, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), async () => {
      const { view, user } = body
      const metadata = view && readFixManyMetadata(view.private_metadata)
      const [action] = body.actions
      if (!view || !metadata || action?.type !== 'static_select')
        throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
      const remedy = action.selected_option.value
      await askFixMany(room, { user: user.id, viewId: view.id, metadata: { ...metadata, remedy } })
    })
  })
}

export interface FixManyAsked {
  readonly user: string
  readonly viewId: string
  readonly metadata: FixManyMetadata
}

/** Shows in the window that waits what the fix would do; what goes wrong while it is planned is told there too. */
export async function askFixMany(room: Room, asked: FixManyAsked): Promise<void> {
  const { user, viewId, metadata } = asked
  const { responseUrl, channel } = metadata
  const window = { id: viewId, audience: { user, responseUrl, channel } }
  const tell = (message: Message) =>
    showInWindow(room, window, { view: fixManyResultModal(message), message })
  await guard(room, { ...window.audience, tell }, async () => {
    const view = await plan(room, asked)
    await room.client.views.update({ view_id: viewId, view })
  })
}

async function plan(room: Room, { user, metadata }: FixManyAsked): Promise<ModalView> {
  const actor = { kind: 'person', id: user, surface: 'slack' } as const
  const { denial, ...seen } = await considerFixMany(room.context, { ...metadata, actor })
  const remedy = seen.plan?.remedy.name ?? null
  return fixManyModal({
    ...seen,
    notice: denial === null ? null : denialAnswer(denial),
    isDenied: denial !== null,
    privateMetadata: writeFixManyMetadata({ ...metadata, remedy }),
  })
}
