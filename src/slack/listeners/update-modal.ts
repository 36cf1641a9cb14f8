import { setTimeout as wait } from 'node:timers/promises'
import type { ModalView } from '@slack/types'
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
import { CounterfoilError } from '../../domain/errors.ts'
import type { OpenedModal } from './open-modal.ts'
import type { Room } from './room.ts'

/** A person looks at the window meanwhile. */
const LONGEST_WAIT_SECONDS = 10

/**
 * Shows something else in a window. If it shows something newer by now than what was opened, it is rendered anew and
 * replaces that. Whoever closed it does not want to see it. Throws `refused` where Slack does not take it.
 */
export async function updateModal(
  room: Room,
  { id, hash }: OpenedModal,
  render: () => Promise<ModalView>,
): Promise<void> {
  const view = await render()
  try {
    await patiently(() => update(room, { id, hash }, view)).catch(async (error: unknown) => {
      if (codeOf(error) !== 'hash_conflict') throw error
      await update(room, { id, hash: undefined }, await render())
    })
  } catch (error) {
    const code = codeOf(error)
    room.context.log.info({ view: id, error: code ?? String(error) }, 'a window could not be updated')
    if (code === 'not_found') return
    const sentence = 'Slack did not show what the window asks. Please close it and try again in a moment.'
    throw new CounterfoilError('refused', sentence, { cause: error })
  }
}

/** Once more, when Slack asks to come back soon. */
async function patiently(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof WebAPIRateLimitedError) || error.retryAfter > LONGEST_WAIT_SECONDS) throw error
    await wait(error.retryAfter * 1_000)
    await call()
  }
}

async function update({ client }: Room, { id, hash }: OpenedModal, view: ModalView): Promise<void> {
  await client.views.update({ view_id: id, view, ...(hash === undefined ? {} : { hash }) })
}

/** Slack's word for it; null: it is no word of Slack's. */
function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}
