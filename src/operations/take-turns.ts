import { setImmediate } from 'node:timers/promises'

/** So long a comparison may keep the process to itself: Slack waits three seconds for an acknowledgement. */
const TURN_MS = 10

/**
 * Hands batches on, and between them lets the rest of the process have its turn. Where the data is there already, the
 * comparison would else go on from one batch to the next without ever looking up.
 */
export async function* takeTurns<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  let since = performance.now()
  for await (const batch of batches) {
    if (performance.now() - since > TURN_MS) {
      await setImmediate()
      since = performance.now()
    }
    yield batch
  }
}
