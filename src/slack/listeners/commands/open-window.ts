import { CounterfoilError } from '../../../domain/errors.ts'
import { checkModal } from '../../messages/check-modal.ts'
import { runModal } from '../../messages/run-modal.ts'
import { writeAudience } from '../audience-text.ts'
import type { Audience } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'

const WINDOWS = { check: checkModal, run: runModal } as const

export interface WindowWanted {
  readonly what: keyof typeof WINDOWS
  /** Which reconciliation it shows as chosen; null: the only one, where there is one alone. */
  readonly name: string | null
  /** Slack's word that a person wants a window; it lives three seconds, so nothing is read before. */
  readonly triggerId: string
}

/** Opens the window that asks what to check or to run. Whoever submits it is answered where they asked for it. */
export async function openWindow(
  { context, client }: Room,
  audience: Audience,
  { what, name, triggerId }: WindowWanted,
): Promise<void> {
  const { reconciliations } = context.settings
  if (reconciliations.length === 0)
    throw new CounterfoilError('usage', 'No reconciliation is defined yet. Define one in counterfoil.yml.')
  const chosen =
    name === null ? (reconciliations.length === 1 ? reconciliations[0]! : null) : definitionOf(context, name)
  try {
    await client.views.open({ trigger_id: triggerId, view: WINDOWS[what](chosen, writeAudience(audience)) })
  } catch (error) {
    const sentence = `Slack did not open the window in time. Please type /recon ${what} again.`
    throw new CounterfoilError('refused', sentence, { cause: error })
  }
}
