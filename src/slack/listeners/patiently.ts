import { setTimeout as wait } from 'node:timers/promises'
import { WebAPIRateLimitedError } from '@slack/web-api'

/** A person looks at the window meanwhile. */
const LONGEST_WAIT_SECONDS = 10

/** Makes a call to Slack, and once more when Slack asks to come back soon. */
export async function patiently(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof WebAPIRateLimitedError) || error.retryAfter > LONGEST_WAIT_SECONDS) throw error
    await wait(error.retryAfter * 1_000)
    await call()
  }
}
