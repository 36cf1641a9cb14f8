import { verifySlackRequest } from '@slack/bolt'

/** How far a request's time may be from ours, in either direction. */
export const SKEW_SECONDS = 5 * 60

/** Who is said to have sent a request, and when. */
export interface SignedRequest {
  readonly body: string
  readonly signature: string | null
  readonly timestamp: string | null
  readonly nowMs: number
}

/** Why a request does not come from Slack now, in words for the log; null: it does. */
export function checkSignature(signingSecret: string, request: SignedRequest): string | null {
  const { body, signature, timestamp, nowMs } = request
  if (signature === null || timestamp === null) return 'it is not signed'
  if (!/^\d{1,12}$/.test(timestamp)) return 'its time is no time'
  const ahead = Number(timestamp) - Math.floor(nowMs / 1_000)
  if (ahead < -SKEW_SECONDS) return 'it is older than five minutes'
  // Bolt takes those, and whoever has one could send it again for as long as it is early.
  if (ahead > SKEW_SECONDS) return 'it is more than five minutes ahead of the clock here'
  try {
    const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) }
    verifySlackRequest({ signingSecret, body, headers, nowMilliseconds: nowMs })
    return null
  } catch {
    return 'its signature is not that of SLACK_SIGNING_SECRET'
  }
}
