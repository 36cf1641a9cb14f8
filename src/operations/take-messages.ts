import { CounterfoilError } from '../domain/errors.ts'
import type { NotedEvent } from '../domain/noted-event.ts'
import type { TopicConsumer } from '../domain/topic-consumer.ts'
import type { Database } from '../store/open-database.ts'
import { moveOffset, type OffsetMove } from '../store/topic-offsets.ts'
import { checkNoteRequest } from './check-note-request.ts'
import type { Context } from './context.ts'
import { saveNotedEvents } from './note-events.ts'

/** Messages of one partition that are taken together, as far as they could be read. */
export interface TakenMessages extends OffsetMove {
  readonly events: readonly NotedEvent[]
}

/**
 * Saves what messages said and moves the offsets in one transaction, so that each message is taken once whoever is
 * killed when. False: a partition does not stand where the caller thinks, as somebody else took these; nothing was saved.
 */
export async function takeMessages(
  context: Context,
  consumer: TopicConsumer,
  taken: readonly TakenMessages[],
): Promise<boolean> {
  try {
    await context.db.transaction((transaction) => takeIn(transaction, context, { consumer, taken }))
    return true
  } catch (error) {
    if (error === ELSEWHERE) return false
    if (!(error instanceof CounterfoilError) || error.code !== 'usage') throw error
    const kept = taken.map((messages) => withoutRefused(context, consumer, messages))
    if (countEvents(kept) === countEvents(taken)) throw error
    return await takeMessages(context, consumer, kept)
  }
}

const ELSEWHERE = new Error('somebody else took these messages')

interface Take {
  readonly consumer: TopicConsumer
  readonly taken: readonly TakenMessages[]
}

async function takeIn(transaction: Database, context: Context, { consumer, taken }: Take): Promise<void> {
  const now = context.now()
  // Always in one order, so that two never wait for each other.
  for (const move of [...taken].sort((one, other) => one.partition - other.partition)) {
    if (!(await moveOffset(transaction, consumer, { move, now }))) throw ELSEWHERE
  }
  const events = taken.flatMap((messages) => messages.events)
  const { reconciliation } = consumer
  if (events.length > 0) await saveNotedEvents(context, transaction, { reconciliation, events })
}

/** One event that cannot be noted must not stop the others: it is counted as a message that could not be read. */
function withoutRefused(
  { settings, now }: Context,
  { reconciliation }: TopicConsumer,
  taken: TakenMessages,
): TakenMessages {
  const events = taken.events.filter((event) => {
    try {
      checkNoteRequest(settings, { reconciliation, events: [event] }, now())
      return true
    } catch (error) {
      if (error instanceof CounterfoilError && error.code === 'usage') return false
      throw error
    }
  })
  const refused = taken.events.length - events.length
  if (refused === 0) return taken
  const why =
    'its key or its record cannot be kept, as it is too long or holds characters that no system can hold'
  const { unreadable, next } = taken
  const count = (unreadable?.count ?? 0) + refused
  return { ...taken, events, unreadable: { count, offset: unreadable?.offset ?? next - 1n, why } }
}

function countEvents(taken: readonly TakenMessages[]): number {
  return taken.reduce((sum, { events }) => sum + events.length, 0)
}
