import type { Actor } from '../domain/discrepancy.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Pause } from '../domain/pause.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { messageTag } from './plan-messages.ts'

/** The line that somebody paused or resumed a schedule; nothing where nobody is told. */
export function planScheduleNote(note: {
  readonly reconciliation: Reconciliation
  readonly did: 'paused' | 'resumed'
  readonly pause: Pause
  readonly by: Actor
  readonly id: string
}): WantedMessage[] {
  const { reconciliation, did, pause, by, id } = note
  const { channel } = reconciliation.notify
  if (channel === null || reconciliation.shadow) return []
  const until = pause.until?.toISOString() ?? null
  const { name } = reconciliation
  const about = { kind: 'schedule', reconciliation: name, did, by, until, reason: pause.reason } as const
  return [{ tag: messageTag.schedule(id), channel, about }]
}
