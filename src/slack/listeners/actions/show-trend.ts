import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { TREND_ACTION_ID } from '../../messages/trend-answer.ts'

import { USUAL_DAYS } from '../commands/parse-trend.ts'
import { showTrend } from '../commands/show-trend.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { placeOfClick } from './place-of-click.ts'

/** "Trend" beside a reconciliation of the status: the same as the command. */
export function registerShowTrend(app: App, room: Room): void {
  app.action<BlockAction<ButtonAction>>(TREND_ACTION_ID, async ({ ack, body, action }) => {
    await ack()
    const place = placeOfClick(body)
    await guard(room, place, async () => {
      const request = { name: action.value?.replace('of;', '') ?? '', field: null, days: USUAL_DAYS }
      await reply(room, place, { message: await showTrend(room, request) })
    })
  })
}
