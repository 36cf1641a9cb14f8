import { createHmac } from 'node:crypto'

/** The headers that prove that a body comes from Slack, now. */
export function signRequest(secret: string, body: string, atSeconds: number): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${atSeconds}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(atSeconds), 'x-slack-signature': `v0=${digest}` }
}
