import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { messageTag } from './plan-messages.ts'

/** The message about the schedule's runs that fail, shown as it now is; nothing where nobody is told. */
export function planFailingMessage({ notify, shadow }: Reconciliation, runId: string): WantedMessage[] {
  const { channel } = notify
  if (channel === null || shadow) return []
  return [{ tag: messageTag.failing(runId), channel, about: { kind: 'failing', runId } }]
}
