import type { DigestFacts } from '../domain/digest-facts.ts'
import type { OutboxSubject } from '../domain/outbox.ts'
import { digest } from '../slack/messages/digest.ts'
import { discrepancyCard } from '../slack/messages/discrepancy-card.ts'
import { discrepancyNote } from '../slack/messages/discrepancy-note.ts'
import type { Message } from '../slack/messages/message.ts'
import { runGroup } from '../slack/messages/run-group.ts'
import { findDigest } from '../store/digests.ts'
import { findDiscrepancies, findDiscrepancy, listDiscrepancies } from '../store/discrepancies.ts'
import { listEvents } from '../store/events.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'

/** The message about a subject as the tracker has it now; null when there is nothing to show any more. */
export async function renderSubject(context: Context, about: OutboxSubject): Promise<Message | null> {
  switch (about.kind) {
    case 'discrepancy':
      return await renderCard(context, about.number)
    case 'run-group':
      return await renderGroup(context, about.runId)
    case 'note':
      return await renderNote(context, about)
    case 'digest':
      return await renderDigest(context, about.id)
  }
}
