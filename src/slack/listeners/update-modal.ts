import type { ModalView } from '@slack/types'
import { WebAPIPlatformError } from '@slack/web-api'
import type { OpenedModal } from './open-modal.ts'
import type { Room } from './room.ts'

/**
 * Shows something else in a window. If it shows something newer by now than what was opened, it is rendered anew and
 * replaces that. Whoever closed it does not want to see it.
 */
export async function updateModal(
  room: Room,
  { id, hash }: OpenedModal,
  render: () => Promise<ModalView>,
): Promise<void> {
  try {
    await update(room, { id, hash }, await render()).catch(async (error: unknown) => {
      if (codeOf(error) !== 'hash_conflict') throw error
      await update(room, { id, hash: undefined }, await render())
    })
  } catch (error) {
    if (codeOf(error) === null) throw error
    room.context.log.info({ view: id, error: codeOf(error) }, 'a window could not be updated')
  }
}

async function update({ client }: Room, { id, hash }: OpenedModal, view: ModalView): Promise<void> {
  await client.views.update({ view_id: id, view, ...(hash === undefined ? {} : { hash }) })
}

/** Slack's word for it; null: it is no word of Slack's. */
function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}
