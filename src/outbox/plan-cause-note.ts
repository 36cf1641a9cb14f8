import type { CauseGone } from '../domain/cause-state.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { messageTag } from './plan-messages.ts'

/** The lines that causes have stopped appearing; nothing where nobody is told. `runId`: the run that has not seen them. */
export function planCauseNotes(
  { notify, shadow }: Reconciliation,
  { gone, runId }: { readonly gone: readonly CauseGone[]; readonly runId: string },
): WantedMessage[] {
  const { channel } = notify
  if (channel === null || shadow) return []
  return gone.map((each, at) => ({
    tag: messageTag.causeGone(runId, at),
    channel,
    about: { kind: 'cause-gone', ...each },
  }))
}
