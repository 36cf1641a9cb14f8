import type { App, BlockAction } from '@slack/bolt'
import { retryDeliveries } from '../../../operations/retry-deliveries.ts'
import { RETRY_ACTION_ID, retryAnswer } from '../../messages/delivery-problems.ts'
import { showHomeAnew } from '../events/publish-home.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { placeOfClick } from './place-of-click.ts'

/** "Try again" below the messages that could not be delivered. */
export function registerRetryDeliveries(app: App, room: Room): void {
  app.action<BlockAction>(RETRY_ACTION_ID, async ({ ack, body }) => {
    await ack()
    const place = placeOfClick(body)
    await guard(room, place, async () => {
      const message = retryAnswer(await retryDeliveries(room.context))
      if (place.kind === 'home') return await showHomeAnew(room, place, message.text)
      await reply(room, place, { message })
    })
  })
}
