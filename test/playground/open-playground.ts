import { LogLevel, WebClient } from '@slack/web-api'
import type { Log } from '../../src/domain/log.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { type PlaygroundOptions, startPlayground } from '../../src/playground/start-playground.ts'

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A stand-in on a free port. */
export function openPlayground(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  return startPlayground({ port: 0, log: quiet, channels: ['#data-quality', '#finance'], ...options })
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

/** The official client without retries, so that a refusal is seen as it is. */
export function clientFor(playground: Playground, token = playground.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: playground.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  })
}

/** Slack's error code, or the text of whatever else was thrown. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    const data = (error as { data?: { error?: string } }).data
    return data?.error ?? String(error)
  }
  return 'accepted'
}
