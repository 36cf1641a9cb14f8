import type { App } from '@slack/bolt'
import { firstPage, readHomePage } from '../../messages/home-page.ts'
import type { Room } from '../room.ts'
import { publishHome } from './publish-home.ts'

/**
 * Somebody looks at the app: they see the section that they chose last. Slack says so for the Messages tab as well, which
 * shows no Home.
 */
export function registerHomeOpened(app: App, room: Room): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return
    const { user, view } = event
    const seen = readHomePage(view?.private_metadata ?? '')
    const page = seen?.isChosen ? firstPage(seen.section) : null
    // Bolt's type leaves it out.
    const { hash = null } = { ...view } as { hash?: string }
    try {
      await publishHome(room, user, { page, notice: null, hash, because: 'opened' })
    } catch (error) {
      // Nobody clicked anything, so nobody waits for a word.
      room.context.log.error({ err: error }, 'the Home tab could not be shown')
    }
  })
}
