import { App } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Directory } from '../domain/directory.ts'
import type { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Environment } from '../domain/settings.ts'
import type { Context } from '../operations/context.ts'
import { AckTimes } from './ack-times.ts'
import { CALL_TIMEOUT_MS } from './deliver.ts'
import { checkApiUrl, missingToken } from './explain-slack-error.ts'
import { introduceBot } from './introduce-bot.ts'
import { openShownHomes } from './listeners/events/shown-homes.ts'
import { openKeptChecks } from './listeners/kept-checks.ts'
import { registerListeners } from './listeners/register-listeners.ts'
import { openDirectory } from './open-directory.ts'
import { openReceiver } from './open-receiver.ts'
import { slackLogger } from './slack-logger.ts'
import { warnOfPeople } from './warn-of-people.ts'

export interface SlackOptions {
  readonly environment: Pick<Environment, 'slackBotToken' | 'slackAppToken' | 'slackApiUrl'> &
    Partial<Pick<Environment, 'slackSigningSecret'>>
  readonly context: Context
  readonly log: Log
  /** The longest that one call may take; 15 seconds unless said. */
  readonly callTimeoutMs?: number
  /** How long a stop waits for the listeners at work; 10 seconds unless said. */
  readonly drainMs?: number
}

const DRAIN_MS = 10_000

export interface Slack {
  /** The one client of all rooms. It never retries by itself and never waits out a 429. */
  readonly client: WebClient
  /** Who people are here. */
  readonly directory: Directory
  /** Answers Slack's requests in HTTP mode; null: it comes by Socket Mode. */
  readonly handle: ((request: Request) => Promise<Response>) | null
  /** Connects, or opens its handle. Throws `slack-token` or `slack-unreachable`. */
  start(): Promise<void>
  /** Takes nothing new and waits for the listeners at work. */
  stop(): Promise<void>
  inFlight(): number
  /** Can Slack reach us just now? */
  isConnected(): boolean
  /** Settles when Slack has thrown us out for good; never, as long as all is well. */
  readonly lost: Promise<CounterfoilError>
  /** How long Slack waited for acknowledgements. */
  readonly acks: AckTimes
}

/**
 * Opens Slack and asks who we are, before anything else runs. Throws `slack-token` (which variable, what Slack said,
 * where to get one) or `slack-unreachable`. Nothing is received before `start`.
 */
export async function openSlack(options: SlackOptions): Promise<Slack> {
  const { environment, context, log, callTimeoutMs = CALL_TIMEOUT_MS, drainMs = DRAIN_MS } = options
  const { slackBotToken, slackApiUrl } = environment
  if (slackBotToken === null) throw missingToken('SLACK_BOT_TOKEN')
  const acks = new AckTimes(new Date(), (ms) => context.observer?.acknowledged(ms / 1_000))
  checkApiUrl(slackApiUrl)
  const clientOptions: WebClientOptions = {
    slackApiUrl,
    logger: slackLogger(log),
    timeout: callTimeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  const { receiver, handle, lost } = openReceiver({ environment, clientOptions, acks, log, drainMs })
  const client = new WebClient(slackBotToken, clientOptions)
  const bot = await introduceBot(client, { apiUrl: slackApiUrl, log })
  const app = new App({
    receiver,
    clientOptions,
    logger: slackLogger(log),
    convoStore: false,
    // We asked ourselves; Bolt would ask again, and on a bad token end the process.
    authorize: async () => ({ botToken: slackBotToken, ...bot }),
  })
  const directory = openDirectory({ client, teamId: bot.teamId, now: context.now })
  registerListeners(app, { context, client, homes: openShownHomes(), checks: openKeptChecks(), acks })
  return {
    client,
    directory,
    handle,
    lost,
    acks,
    inFlight: receiver.inFlight,
    isConnected: receiver.isConnected,
    async start() {
      await receiver.start()
      await warnOfPeople(directory, { user: bot.botUserId, settings: context.settings, log })
    },
    stop: async () => void (await receiver.stop()),
  }
}
