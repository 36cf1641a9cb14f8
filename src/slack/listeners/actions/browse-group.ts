import type { App, BlockAction } from '@slack/bolt'
import { STATUSES } from '../../../domain/discrepancy.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { readGroup } from '../../../operations/read-group.ts'
import { triageDiscrepancy } from '../../../operations/triage-discrepancy.ts'
import {
  BROWSE_ACTION_IDS,
  BROWSE_PAGE_SIZE,
  browseLoadingModal,
  browseModal,
  showModal,
} from '../../messages/browse-modal.ts'
import { groupTotals, readGroupValue } from '../../messages/group-totals.ts'
import { GROUP_ACTION_IDS } from '../../messages/run-group.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { type BrowseMetadata, readBrowseMetadata, writeBrowseMetadata } from '../views/many-state.ts'
import { definitionOf } from '../with-definitions.ts'
import { placeOfClick, targetOfClick, valueOfClick } from './place-of-click.ts'
import { answerTo } from './show-outcome.ts'

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
  on(BROWSE_ACTION_IDS.acknowledge, (body) => acknowledge(room, body))
  on(BROWSE_ACTION_IDS.show, (body) => show(room, body))
}

/** Slack's trigger lives three seconds, so the window opens before anything is read. */
async function open(room: Room, body: BlockAction): Promise<void> {
  const { runId } = readGroupValue(valueOfClick(body))
  const opened = await room.client.views
    .open({ trigger_id: body.trigger_id, view: browseLoadingModal() })
    .catch((cause: unknown) => {
      const sentence = 'Slack did not open the window in time. Please click again.'
      throw new CounterfoilError('refused', sentence, { cause })
    })
  const choice = { runId, pattern: null, kind: null, field: null, status: null }
  const page: BrowseMetadata = { choice, passed: 0 }
  const view = await viewOf(room, page, null)
  await update(room, opened.view!.id!, view)
}

/** Shows the page that the one in the window leads to, with what became of a click. */
async function turn(
  room: Room,
  body: BlockAction,
  to: (page: BrowseMetadata) => BrowseMetadata & { readonly notice?: string },
): Promise<void> {
  const page = body.view && readBrowseMetadata(body.view.private_metadata)
  if (!body.view || !page)
    throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
  const { notice = null, ...wanted } = to(page)
  await update(room, body.view.id, await viewOf(room, wanted, notice))
}

async function acknowledge(room: Room, body: BlockAction): Promise<void> {
  const outcome = await triageDiscrepancy(room.context, {
    ...targetOfClick(body),
    action: 'acknowledge',
    actor: { kind: 'person', id: body.user.id, surface: 'slack' },
  })
  await turn(room, body, (page) => ({ ...page, notice: answerTo(room, outcome).text }))
}

async function show(room: Room, body: BlockAction): Promise<void> {
  const { number } = targetOfClick(body)
  const discrepancy = await showDiscrepancy(room.context, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const view = showModal(discrepancy, definitionOf(room.context, discrepancy.reconciliation))
  await room.client.views.push({ trigger_id: body.trigger_id, view }).catch((cause: unknown) => {
    const sentence = 'Slack did not open the window in time. Please click Show again.'
    throw new CounterfoilError('refused', sentence, { cause })
  })
}

async function viewOf(room: Room, page: BrowseMetadata, notice: string | null) {
  const wanted = { limit: BROWSE_PAGE_SIZE, passed: page.passed }
  const seen = await readGroup(room.context, page.choice, wanted)
  const isAllDone = page.choice.status === null && seen.matching === 0
  if (isAllDone && groupTotals(seen.counts).all > 0)
    return await viewOf(room, { ...page, choice: { ...page.choice, status: 'resolved' } }, notice)
  const privateMetadata = writeBrowseMetadata({ choice: seen.choice, passed: seen.passed })
  return browseModal({ ...seen, notice, privateMetadata })
}

async function update({ client, context }: Room, id: string, view: ReturnType<typeof browseModal>) {
  await client.views.update({ view_id: id, view }).catch((error: unknown) => {
    // Whoever closed it does not want it.
    context.log.info({ view: id, error: String(error) }, 'a window could not be updated')
  })
}
