import type { App } from '@slack/bolt'
import { LogLevel, WebClient } from '@slack/web-api'
import type { Log } from '../../src/domain/log.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { type PlaygroundOptions, startPlayground } from '../../src/playground/start-playground.ts'

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A stand-in on a free port. */
export function openPlayground(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  return startPlayground({ port: 0, log: quiet, channels: ['#data-quality', '#finance'], ...options })
}

/** One whose time stands still until it is moved: nothing falls due while a test is slow. */
export function openFrozenPlayground(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  return openPlayground({ now: () => new Date('2026-11-02T10:00:00Z'), ...options })
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

/** An unchanged Bolt app in Socket Mode, connected; `listen` registers its listeners first. */
export async function openApp(playground: Playground, listen: (app: App) => void): Promise<App> {
  // Slow to load, and most tests need no app.
  const { App, SocketModeReceiver } = await import('@slack/bolt')
  const clientOptions = { slackApiUrl: playground.apiUrl }
  const receiver = new SocketModeReceiver({
    appToken: playground.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  })
  const app = new App({
    token: playground.botToken,
    receiver,
    clientOptions,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
  })
  listen(app)
  await app.init()
  await app.start()
  return app
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
