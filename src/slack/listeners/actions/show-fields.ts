import type { App, BlockAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../../domain/errors.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { repeatCheck } from '../../../operations/repeat-check.ts'
import {
  FIELDS_ACTION_IDS,
  fieldsLoadingModal,
  fieldsModal,
  readFieldsPage,
} from '../../messages/fields-modal.ts'
import { noticeModal } from '../../messages/resolve-modal.ts'
import { guard } from '../guard.ts'
import type { KeptCheck } from '../kept-checks.ts'
import { type OpenedModal, openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { updateModal } from '../update-modal.ts'
import { showInWindow } from '../views/show-in-window.ts'
import { placeOfClick, valueOfClick } from './place-of-click.ts'

/** "All fields" below the answer to a check, and the pages of its window. */
export function registerShowFields(app: App, room: Room): void {
  app.action<BlockAction>(FIELDS_ACTION_IDS.open, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), async () => {
      const opened = await openModal(room, {
        triggerId: body.trigger_id,
        view: fieldsLoadingModal(),
        again: 'Please click All fields again.',
      })
      if (opened !== null) await show(room, body, opened)
    })
  })
  for (const id of [FIELDS_ACTION_IDS.next, FIELDS_ACTION_IDS.previous]) {
    app.action<BlockAction>(id, async ({ ack, body }) => {
      await ack()
      const { view } = body
      if (view) await show(room, body, { id: view.id, hash: view.hash })
    })
  }
}

/** What goes wrong is told in the window that waits. */
async function show(room: Room, body: BlockAction, window: OpenedModal): Promise<void> {
  const place = placeOfClick(body)
  const tell = (message: KeptMessage) =>
    showInWindow(
      room,
      { id: window.id, audience: place },
      { view: noticeModal('All fields', message), message },
    )
  await guard(room, { ...place, tell }, async () => {
    await updateModal(room, window, () => pageOf(room, body))
  })
}

type KeptMessage = Parameters<typeof noticeModal>[1]

async function pageOf(room: Room, body: BlockAction): Promise<ModalView> {
  const page = readFieldsPage(valueOfClick(body))
  if (page === null) throw new CounterfoilError('not-found', 'This button names no check. Try: /recon check')
  const { name, record, at } =
    room.checks.find(page.runId) ?? (await checkAgain(room, page.runId, body.user.id))
  const reconciliation = findReconciliation(room.context.settings, name)
  return fieldsModal({ ...page, reconciliation, record, at })
}

/** Another process found it, or it is long ago: it is looked at once more, and the pages go on from that. */
async function checkAgain(room: Room, runId: string, requestedBy: string): Promise<KeptCheck> {
  const { run, comparison } = await repeatCheck(room.context, { runId, requestedBy })
  const [record] = comparison.records
  if (!record) throw new CounterfoilError('not-found', 'No side has this record any more.')
  const check = { name: run.reconciliation, record, at: room.context.now() }
  room.checks.keep(runId, check)
  return check
}
