import type { App } from '@slack/bolt'
import type { Room } from '../room.ts'
import { publishHome } from './publish-home.ts'

/** Somebody looks at the app. Slack says so for the Messages tab as well, which shows no Home. */
export function registerHomeOpened(app: App, room: Room): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return
    try {
      await publishHome(room, event.user, null)
    } catch (error) {
      // Nobody clicked anything, so nobody waits for a word.
      room.context.log.error({ err: error }, 'the Home tab could not be shown')
    }
  })
}
