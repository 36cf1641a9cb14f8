import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../domain/errors.ts'
import type { Room } from './room.ts'

/** A window that stands in Slack, and which version of it. */
export interface OpenedModal {
  readonly id: string
  readonly hash: string | undefined
}

/**
 * Opens a window, on top of the one where it was asked for. Slack's trigger works once and for three seconds; `again`: what
 * to do when that was too late.
 */
export async function openModal(
  { client }: Room,
  {
    triggerId,
    view,
    again,
    isInWindow = false,
  }: {
    readonly triggerId: string
    readonly view: ModalView
    readonly again: string
    /** Slack takes three on top of each other. */
    readonly isInWindow?: boolean
  },
): Promise<OpenedModal | null> {
  try {
    const wanted = { trigger_id: triggerId, view }
    const { view: opened } = await (isInWindow ? client.views.push(wanted) : client.views.open(wanted))
    return opened?.id === undefined ? null : { id: opened.id, hash: opened.hash }
  } catch (error) {
    throw new CounterfoilError('refused', `Slack did not open the window in time. ${again}`, { cause: error })
  }
}
