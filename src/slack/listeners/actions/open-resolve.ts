import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { refuseIfDenied } from '../../../operations/triage-discrepancy.ts'
import { refusal } from '../../messages/refusal.ts'
import { noticeModal, resolveModal } from '../../messages/resolve-modal.ts'
import { TRIAGE_ACTION_IDS } from '../../messages/triage-buttons.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { writeWindowMetadata } from '../window-metadata.ts'
import { isInWindow, placeOfClick, targetOfClick } from './place-of-click.ts'

/** Resolve asks why, in a modal. Slack's trigger lives three seconds, so the modal opens before anything is read. */
export function registerOpenResolve(app: App, room: Room): void {
  app.action<BlockAction>(TRIAGE_ACTION_IDS.resolve, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), () => openResolve(room, body))
  })
}

async function openResolve(room: Room, body: BlockAction): Promise<void> {
  const target = targetOfClick(body)
  const { number } = target
  const opened = await openModal(room, {
    triggerId: body.trigger_id,
    view: resolveModal(number, writeWindowMetadata({ ...target, place: placeOfClick(body) })),
    again: 'Please click Resolve again.',
    isInWindow: isInWindow(body),
  })
  const { context } = room
  const actor = { kind: 'person', id: body.user.id, surface: 'slack' } as const
  const denied = await refuseIfDenied(context, { number, action: 'resolve', actor })
  const discrepancy = await showDiscrepancy(context, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const refused =
    denied ??
    (discrepancy.status === 'resolved' ? ({ refused: 'already', discrepancy, last: null } as const) : null)
  if (refused === null || opened === null) return
  const notice = noticeModal(`#${number}`, refusal(refused, context.now()))
  await room.client.views.update({ view_id: opened.id, view: notice }).catch((error: unknown) => {
    // They closed it already, or they submit it and are told then.
    room.context.log.info({ number, error: String(error) }, 'a modal could not be updated')
  })
}
