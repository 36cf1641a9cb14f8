import type { ModalView } from '@slack/types'
import { WebAPIPlatformError } from '@slack/web-api'
import { CounterfoilError } from '../../domain/errors.ts'
import type { OpenedModal } from './open-modal.ts'
import { patiently } from './patiently.ts'
import type { Room } from './room.ts'

/**
 * Shows something else in a window. If it shows something newer by now than what was opened, it is rendered anew and
 * replaces that; null leaves it as it is. Whoever closed it does not want to see it: false. Throws `refused` where Slack does
 * not take it.
 */
export async function updateModal(
  room: Room,
  { id, hash }: OpenedModal,
  render: () => Promise<ModalView | null>,
): Promise<boolean> {
  const view = await render()
  try {
    await patiently(() => update(room, { id, hash }, view)).catch(async (error: unknown) => {
      if (codeOf(error) !== 'hash_conflict') throw error
      await update(room, { id, hash: undefined }, await render())
    })
    return true
  } catch (error) {
    const code = codeOf(error)
    room.context.log.info({ view: id, error: code ?? String(error) }, 'a window could not be updated')
    if (code === 'not_found') return false
    const sentence = 'Slack did not show what the window asks. Please close it and try again in a moment.'
    throw new CounterfoilError('refused', sentence, { cause: error })
  }
}

async function update({ client }: Room, { id, hash }: OpenedModal, view: ModalView | null): Promise<void> {
  if (view === null) return
  await client.views.update({ view_id: id, view, ...(hash === undefined ? {} : { hash }) })
}

/** Slack's word for it; null: it is no word of Slack's. */
function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}
