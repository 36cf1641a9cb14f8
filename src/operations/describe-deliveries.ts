import type { OutboxRow } from '../domain/outbox.ts'
import { listFailed, listPending } from '../store/outbox.ts'
import type { Context } from './context.ts'

export interface Deliveries {
  /** Messages that were given up, with the reason. */
  readonly failedDeliveries: readonly Undelivered[]
  /** Messages that wait for another try, because the last ones did not succeed. */
  readonly waitingDeliveries: readonly Undelivered[]
}

type Undelivered = Pick<OutboxRow, 'about' | 'channel' | 'error'>

/** Before that many tries a delay is nothing to speak of. */
export const TRIES_BEFORE_LATE = 3

/** What could not be told so far, oldest first. */
export async function describeDeliveries({ db }: Pick<Context, 'db'>): Promise<Deliveries> {
  const waiting = await listPending(db)
  return {
    failedDeliveries: await listFailed(db),
    waitingDeliveries: waiting.filter(
      ({ attempts, error }) => attempts >= TRIES_BEFORE_LATE && error !== null,
    ),
  }
}
