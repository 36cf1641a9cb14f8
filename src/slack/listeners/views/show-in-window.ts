import type { ModalView } from '@slack/types'
import type { Message } from '../../messages/message.ts'
import { patiently } from '../patiently.ts'
import { type Audience, isLong, reply } from '../reply.ts'
import type { Room } from '../room.ts'

/**
 * Shows an outcome in the window that waits for it; whoever closed that meanwhile gets it as an answer. So does who waited
 * long: nobody knows whether they still look at the window.
 */
export async function showInWindow(
  room: Room,
  window: { readonly id: string; readonly audience: Audience },
  { view, message }: { readonly view: ModalView; readonly message: Message },
): Promise<void> {
  try {
    await patiently(() => room.client.views.update({ view_id: window.id, view }))
    if (isLong(room, window.audience)) await reply(room, window.audience, { message })
  } catch (error) {
    // `not_found` most of all; whatever it is, the person must hear of it.
    room.context.log.info({ view: window.id, error: String(error) }, 'a window could not be updated')
    await reply(room, window.audience, { message })
  }
}
