import type { App, BlockAction } from '@slack/bolt'
import { STATUSES } from '../../../domain/discrepancy.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { BROWSE_ACTION_IDS, browseLoadingModal, showModal } from '../../messages/browse-modal.ts'
import { readGroupValue } from '../../messages/group-totals.ts'
import { GROUP_ACTION_IDS } from '../../messages/run-group.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { type BrowseMetadata, readBrowseMetadata } from '../views/many-state.ts'
import { definitionOf } from '../with-definitions.ts'
import { isInWindow, placeOfClick, targetOfClick, valueOfClick } from './place-of-click.ts'
import { showBrowse } from './show-browse.ts'

/** The window that shows what stands in a group message, and everything in it. */
export function registerBrowseGroup(app: App, room: Room): void {
  const on = (id: string, work: (body: BlockAction) => Promise<void>) => {
    app.action<BlockAction>(id, async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => work(body))
    })
  }
  on(GROUP_ACTION_IDS.browse, (body) => open(room, body))
  for (const id of [BROWSE_ACTION_IDS.next, BROWSE_ACTION_IDS.previous])
    on(id, (body) => turn(room, body, (page) => ({ ...page, passed: Number(valueOfClick(body)) || 0 })))
  on(BROWSE_ACTION_IDS.status, (body) => {
    const [action] = body.actions
    const value = action?.type === 'static_select' ? action.selected_option?.value : undefined
    const status = STATUSES.find((known) => known === value) ?? null
    return turn(room, body, ({ choice }) => ({ choice: { ...choice, status }, passed: 0 }))
  })
  on(BROWSE_ACTION_IDS.show, (body) => show(room, body))
}

/** Slack's trigger lives three seconds, so the window opens before anything is read. */
async function open(room: Room, body: BlockAction): Promise<void> {
  const { runId } = readGroupValue(valueOfClick(body))
  const opened = await openModal(room, {
    triggerId: body.trigger_id,
    view: browseLoadingModal(),
    again: 'Please click again.',
  })
  const choice = { runId, pattern: null, kind: null, field: null, status: null }
  if (opened !== null) await showBrowse(room, opened.id, { page: { choice, passed: 0 }, notice: null })
}

/** Shows the page that the one in the window leads to. */
async function turn(
  room: Room,
  body: BlockAction,
  to: (page: BrowseMetadata) => BrowseMetadata,
): Promise<void> {
  const page = body.view && readBrowseMetadata(body.view.private_metadata)
  if (!body.view || !page)
    throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
  await showBrowse(room, body.view.id, { page: to(page), notice: null })
}

async function show(room: Room, body: BlockAction): Promise<void> {
  const { number } = targetOfClick(body)
  const discrepancy = await showDiscrepancy(room.context, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const view = showModal(discrepancy, definitionOf(room.context, discrepancy.reconciliation))
  await openModal(room, {
    triggerId: body.trigger_id,
    view,
    again: 'Please click Show again.',
    isInWindow: isInWindow(body),
  })
}
