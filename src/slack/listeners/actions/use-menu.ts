import type { App, BlockAction } from '@slack/bolt'
import { MENU_ACTION_IDS } from '../../messages/menu-answer.ts'
import { openWindow } from '../commands/open-window.ts'
import { answer } from '../commands/recon.ts'
import { sendReport } from '../commands/send-report.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { placeOfClick } from './place-of-click.ts'

const EVERYTHING = { verb: 'list', name: null, severities: [] } as const

/** The commands that need no more words, by button. */
const COMMANDS = {
  list: { ...EVERYTHING, marks: [] },
  mine: { ...EVERYTHING, marks: ['mine'] },
  status: { verb: 'status' },
  help: { verb: 'help' },
} as const

/** The buttons of a bare `/recon`. The menu stays, and each answer comes below it. */
export function registerUseMenu(app: App, room: Room): void {
  for (const what of ['check', 'run'] as const) {
    app.action<BlockAction>(MENU_ACTION_IDS[what], async ({ ack, body }) => {
      await ack()
      const place = placeOfClick(body)
      await guard(room, place, () =>
        openWindow(room, place, { what, name: null, triggerId: body.trigger_id }),
      )
    })
  }
  app.action<BlockAction>(MENU_ACTION_IDS.report, async ({ ack, body }) => {
    await ack()
    const place = placeOfClick(body)
    await guard(room, place, () => sendReport(room, place, { name: null, days: null }))
  })
  for (const what of ['list', 'mine', 'status', 'help'] as const) {
    app.action<BlockAction>(MENU_ACTION_IDS[what], async ({ ack, body }) => {
      await ack()
      const place = placeOfClick(body)
      await guard(room, place, async () => {
        await reply(room, place, { message: await answer(room, COMMANDS[what], place.user) })
      })
    })
  }
}
