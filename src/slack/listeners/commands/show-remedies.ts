import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { listRemedies } from '../../../operations/list-remedies.ts'
import type { Message } from '../../messages/message.ts'
import { remediesAnswer } from '../../messages/remedies-answer.ts'
import type { Room } from '../room.ts'

/** The remedies of one reconciliation, or of all, as they are now. */
export async function showRemedies({ context }: Room, name: string | null): Promise<Message> {
  const title = name === null ? null : findReconciliation(context.settings, name).title
  return remediesAnswer(await listRemedies(context, name), title)
}
