import type { App } from '@slack/bolt'
import type { Log } from '../domain/log.ts'
import type { AckTimes } from './ack-times.ts'
import type { Envelope } from './open-link.ts'
import { RecentlySeen } from './recently-seen.ts'

/** Hands one envelope to Bolt; settles when its listeners are done, and never rejects. */
export type TakeEnvelope = (bolt: App, envelope: Envelope) => Promise<void>

/** From here on somebody should look at the process: Slack waits three seconds in all. */
const SLOW_MS = 1_000
/** Slack sends an event again at once, after a minute and after five, and at most 30,000 an hour. */
const EVENTS = { forMs: 10 * 60_000, atMost: 10_000 }

/**
 * What is done with each envelope, whichever way it came: acknowledged once, its time taken, an event that was taken
 * already only acknowledged. Another process knows nothing of it.
 */
export function openTaker({ acks, log }: { readonly acks: AckTimes; readonly log: Log }): TakeEnvelope {
  const events = new RecentlySeen(EVENTS)
  return async (bolt, envelope) => {
    const { body, retry_num, retry_reason } = envelope
    const ack = timedAck(envelope, { acks, log })
    const event = typeof body.event_id === 'string' ? body.event_id : null
    if (event !== null && !events.isNew(event, performance.now())) return await ack()
    try {
      await bolt.processEvent({
        body,
        ack,
        ...(retry_num === undefined ? {} : { retryNum: retry_num }),
        ...(retry_reason === undefined ? {} : { retryReason: retry_reason }),
      })
      // Nobody listens for it; unacknowledged, Slack would send it again or show a warning.
      await ack()
    } catch (error) {
      if (event !== null) events.forget(event)
      log.error({ err: error }, 'a listener failed')
    }
  }
}

/** A socket that closed under an acknowledgement must not stop the listener: its work counts, not Slack's receipt. */
function timedAck({ ack, body }: Envelope, { acks, log }: { readonly acks: AckTimes; readonly log: Log }) {
  const came = performance.now()
  let done = false
  return async (response?: Record<string, unknown> | string) => {
    if (done) return
    done = true
    await ack(response).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'an acknowledgement did not reach Slack')
    })
    const ms = performance.now() - came
    acks.record(ms)
    if (ms > SLOW_MS) log.warn({ ms: Math.round(ms), type: body.type }, 'an acknowledgement took long')
  }
}
