import type { App, BlockAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../../domain/errors.ts'
import { considerFix } from '../../../operations/consider-fix.ts'
import { denialAnswer } from '../../messages/denial-answer.ts'
import { noFixAnswer } from '../../messages/fix-answer.ts'
import { FIX_ACTION_IDS } from '../../messages/fix-button.ts'
import { FIX_CHOICES, fixLoadingModal, fixModal, fixResultModal } from '../../messages/fix-modal.ts'
import type { Message } from '../../messages/message.ts'
import { refusal } from '../../messages/refusal.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { updateModal } from '../update-modal.ts'
import { showInWindow } from '../views/show-in-window.ts'
import { readWindowMetadata, writeWindowMetadata } from '../window-metadata.ts'
import { type ClickPlace, isInWindow, placeOfClick, targetOfClick } from './place-of-click.ts'
import { reveal } from './reveal.ts'

/** "Fix…" on a card, and what is chosen in its window. Slack's trigger lives three seconds, so it opens before anything is read. */
export function registerOpenFix(app: App, room: Room): void {
  app.action<BlockAction>(FIX_ACTION_IDS.open, async ({ ack, body }) => {
    await ack()
    const place = placeOfClick(body)
    await guard(room, place, async () => {
      const { number } = targetOfClick(body)
      const opened = await openModal(room, {
        triggerId: body.trigger_id,
        view: fixLoadingModal(number),
        again: 'Please click Fix again.',
        isInWindow: isInWindow(body),
      })
      if (opened !== null) await showPlan(room, opened, { number, place, remedy: null })
    })
  })
  app.action<BlockAction>(FIX_CHOICES.remedy, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), () => chooseRemedy(room, body))
  })
  app.action<BlockAction>(FIX_CHOICES.reveal, async ({ ack, body }) => {
    await ack()
    const { place } = readWindowMetadata(body.view?.private_metadata ?? '', body.user.id)
    await guard(room, place, () => reveal(room, place, targetOfClick(body).number))
  })
}

async function chooseRemedy(room: Room, body: BlockAction): Promise<void> {
  const { view } = body
  const metadata = view && readWindowMetadata(view.private_metadata, body.user.id)
  const [action] = body.actions
  const remedy = action?.type === 'static_select' ? action.selected_option.value : null
  if (!view || !metadata || metadata.number === null)
    throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
  const { number, place } = metadata
  await showPlan(room, { id: view.id, hash: undefined }, { number, place, remedy })
}

export interface FixAsked {
  readonly number: number
  readonly place: ClickPlace
  /** Null: none was chosen yet. */
  readonly remedy: string | null
}

/** What goes wrong while it is planned is told in the window that waits. */
async function showPlan(
  room: Room,
  opened: Parameters<typeof updateModal>[1],
  asked: FixAsked,
): Promise<void> {
  const { number, place } = asked
  const tell = (message: Message) =>
    showInWindow(room, { id: opened.id, audience: place }, { view: fixResultModal(number, message), message })
  await guard(room, { ...place, tell }, async () => {
    const view = await askFix(room, asked)
    await updateModal(room, opened, async () => view)
  })
}

/** The window as it would be done now, or why there is nothing to do. */
export async function askFix(room: Room, asked: FixAsked, notice: Message | null = null): Promise<ModalView> {
  const { number, place, remedy } = asked
  const { context } = room
  const actor = { kind: 'person', id: place.user, surface: 'slack' } as const
  const seen = await considerFix(context, { number, remedy, actor })
  const { discrepancy, reconciliation, remedies, plan, denial } = seen
  if (discrepancy.status === 'resolved') {
    const late = refusal({ refused: 'already', discrepancy, last: null }, context.now())
    return fixResultModal(number, notice ?? late)
  }
  if (remedies.length === 0) return fixResultModal(number, notice ?? noFixAnswer(number))
  const { version } = discrepancy
  const chosen = plan === null ? {} : { remedy: plan.remedy.name, hash: plan.hash }
  return fixModal({
    number,
    remedies,
    plan,
    reconciliation,
    notice: denial === null ? notice : denialAnswer(denial),
    isDenied: denial !== null,
    privateMetadata: writeWindowMetadata({ number, version, ...chosen, place }),
  })
}
