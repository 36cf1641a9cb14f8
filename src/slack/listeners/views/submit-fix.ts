import type { App, ViewSubmitAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { applyRemedy } from '../../../operations/apply-remedy.ts'
import { fixChanged } from '../../messages/fix-answer.ts'
import { FIX_CALLBACK_ID, fixResultModal, fixWorkingModal } from '../../messages/fix-modal.ts'
import type { Message } from '../../messages/message.ts'
import { fixOutcome } from '../actions/fix-outcome.ts'
import { askFix } from '../actions/open-fix.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import { showCopyAnew } from '../actions/show-outcome.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { readWindowMetadata, type WindowMetadata } from '../window-metadata.ts'
import { showInWindow } from './show-in-window.ts'

type Approved = WindowMetadata & { readonly remedy: string; readonly hash: string }

/**
 * What the window showed is done, and nothing else: the plan has a name, and of another one nothing is done. Slack does not
 * wait for that: the window says so meanwhile, and then shows what came of it.
 */
export function registerSubmitFix(app: App, room: Room): void {
  app.view<ViewSubmitAction>(FIX_CALLBACK_ID, async ({ ack, body }) => {
    const metadata = readWindowMetadata(body.view.private_metadata, body.user.id)
    const place: ClickPlace = { ...metadata.place, askedAt: room.context.now() }
    if (metadata.number === null || metadata.remedy === undefined || metadata.hash === undefined) {
      await ack()
      return await guard(room, place, refuseOlder)
    }
    const { number, remedy, hash } = metadata
    const approved: Approved = { ...metadata, remedy, hash, place }
    await ack({ response_action: 'update', view: fixWorkingModal(number) })
    const window = { id: body.view.id, audience: place }
    const tell = (message: Message) =>
      showInWindow(room, window, { view: fixResultModal(number, message), message })
    await guard(room, { ...place, tell }, () => apply(room, window, approved))
  })
}

async function apply(
  room: Room,
  window: { readonly id: string; readonly audience: ClickPlace },
  { number, version, remedy, hash, place }: Approved,
): Promise<void> {
  const outcome = await applyRemedy(room.context, {
    number,
    remedy,
    hash,
    ...(version === undefined ? {} : { version }),
    actor: { kind: 'person', id: place.user, surface: 'slack' },
  })
  // What can be done still, but is not what was approved, is shown and asked again.
  if ('refused' in outcome && outcome.plan?.refused === null && outcome.plan.hash !== hash) {
    const message = fixChanged(number)
    const view = await askFix(room, { number, place, remedy }, message)
    return await showInWindow(room, window, { view, message })
  }
  const message = fixOutcome(room, outcome)
  await showInWindow(room, window, { view: fixResultModal(number, message), message })
  await showCopyAnew(room, place, outcome)
}

async function refuseOlder(): Promise<void> {
  throw new CounterfoilError('refused', 'This window is from an older version. Please click Fix again.')
}
