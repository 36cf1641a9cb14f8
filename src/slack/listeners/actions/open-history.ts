import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { listHistory } from '../../../operations/list-history.ts'
import {
  HISTORY_PAGE_ACTION_ID,
  HISTORY_PAGE_SIZE,
  historyLoadingModal,
  historyModal,
  readHistoryPage,
} from '../../messages/history-modal.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { isInWindow, placeOfClick, targetOfClick, valueOfClick } from './place-of-click.ts'

/** Shows what happened to a discrepancy, in a window. It opens before anything is read, as its trigger lives three seconds. */
export async function openHistory(room: Room, body: BlockAction): Promise<void> {
  const { number } = targetOfClick(body)
  const opened = await openModal(room, {
    triggerId: body.trigger_id,
    view: historyLoadingModal(number),
    again: 'Please choose History again.',
    isInWindow: isInWindow(body),
  })
  if (opened !== null) await showHistory(room, opened.id, { number, place: null })
}

/** Newer and Older in that window. */
export function registerHistoryPages(app: App, room: Room): void {
  for (const direction of ['newer', 'older']) {
    app.action<BlockAction>(`${HISTORY_PAGE_ACTION_ID}.${direction}`, async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), async () => {
        const page = readHistoryPage(valueOfClick(body))
        if (page === null || body.view === undefined)
          throw new CounterfoilError('not-found', 'This button names no history. Choose History on a card.')
        await showHistory(room, body.view.id, page)
      })
    })
  }
}

type Page = Omit<Parameters<typeof listHistory>[1], 'limit'>

async function showHistory(room: Room, viewId: string, page: Page): Promise<void> {
  const { context, client } = room
  const history = await listHistory(context, { ...page, limit: HISTORY_PAGE_SIZE })
  const reconciliation = definitionOf(context, history.discrepancy.reconciliation)
  const view = historyModal({ ...history, reconciliation })
  await client.views.update({ view_id: viewId, view }).catch((error: unknown) => {
    // Whoever closed it does not want to read it.
    context.log.info({ number: page.number, error: String(error) }, 'a history could not be shown')
  })
}
