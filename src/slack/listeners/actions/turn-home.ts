import type { App, BlockAction } from '@slack/bolt'
import { HOME_PAGE_ACTION_IDS } from '../../messages/home-body.ts'
import { readHomePage } from '../../messages/home-page.ts'
import { HOME_SECTION_ACTION_IDS } from '../../messages/home-view.ts'
import { publishHome } from '../events/publish-home.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { placeOfClick, valueOfClick } from './place-of-click.ts'

/** The buttons of the Home tab that show another section or page of it. */
export function registerTurnHome(app: App, room: Room): void {
  const ids = [...Object.values(HOME_SECTION_ACTION_IDS), ...Object.values(HOME_PAGE_ACTION_IDS)]
  for (const id of ids) {
    app.action<BlockAction>(id, async ({ ack, body }) => {
      await ack()
      const place = placeOfClick(body)
      await guard(room, place, async () => {
        const page = readHomePage(valueOfClick(body))
        await publishHome(room, place.user, {
          page,
          notice: null,
          hash: place.hash ?? null,
          because: 'chose',
        })
      })
    })
  }
}
