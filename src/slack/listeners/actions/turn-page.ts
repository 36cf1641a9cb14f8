import type { App, BlockAction } from '@slack/bolt'
import { LIST_PAGE_ACTION_ID } from '../../messages/list-answer.ts'
import { readListPage } from '../../messages/list-page.ts'
import { showList } from '../commands/show-list.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { placeOfClick } from './place-of-click.ts'

/** Next and Previous below a list. */
export function registerTurnPage(app: App, room: Room): void {
  for (const direction of ['next', 'previous']) {
    app.action<BlockAction>(`${LIST_PAGE_ACTION_ID}.${direction}`, async ({ ack, body }) => {
      await ack()
      const place = placeOfClick(body)
      await guard(room, place, async () => {
        const [action] = body.actions
        const page = readListPage(action?.type === 'button' ? (action.value ?? '') : '')
        await reply(room, place, { message: await showList(room, page, body.user.id), replace: true })
      })
    })
  }
}
