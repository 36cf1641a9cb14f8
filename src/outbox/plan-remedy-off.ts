import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { messageTag } from './plan-messages.ts'

/** The message that a remedy failed too often and is switched off; nothing where nobody is told. */
export function planRemedyOff(
  { name, notify, shadow }: Pick<Reconciliation, 'name' | 'notify' | 'shadow'>,
  { remedy, at }: { readonly remedy: string; readonly at: Date },
): WantedMessage[] {
  const { channel } = notify
  if (channel === null || shadow) return []
  const about = { kind: 'remedy-off', reconciliation: name, remedy, at: at.toISOString() } as const
  return [{ tag: messageTag.remedyOff(`${name}:${remedy}:${about.at}`), channel, about }]
}
