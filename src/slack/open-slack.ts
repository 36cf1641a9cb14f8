import { App } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Directory } from '../domain/directory.ts'
import type { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Environment } from '../domain/settings.ts'
import type { Context } from '../operations/context.ts'
import { CALL_TIMEOUT_MS } from './deliver.ts'
import { checkApiUrl, explainSlackError, missingToken } from './explain-slack-error.ts'
import { introduceBot } from './introduce-bot.ts'
import { openShownHomes } from './listeners/events/shown-homes.ts'
import { registerListeners } from './listeners/register-listeners.ts'
import { openDirectory } from './open-directory.ts'
import { slackLogger } from './slack-logger.ts'
import { createSocketReceiver, type SocketReceiver } from './socket-receiver.ts'
import { warnOfPeople } from './warn-of-people.ts'

export interface SlackOptions {
  readonly environment: Pick<Environment, 'slackBotToken' | 'slackAppToken' | 'slackApiUrl'>
  readonly context: Context
  readonly log: Log
}

export interface Slack {
  /** The one client of all rooms. It never retries by itself and never waits out a 429. */
  readonly client: WebClient
  /** Who people are here. */
  readonly directory: Directory
  /** Connects. Throws `slack-token` or `slack-unreachable`. */
  start(): Promise<void>
  /** Takes nothing new and waits for the listeners at work. */
  stop(): Promise<void>
  inFlight(): number
  /** Settles when Slack has thrown us out for good; never, as long as all is well. */
  readonly lost: Promise<CounterfoilError>
}

/**
 * Opens Slack and asks who we are, before anything else runs. Throws `slack-token` (which variable, what Slack said,
 * where to get one) or `slack-unreachable`. Nothing is received before `start`.
 */
export async function openSlack({ environment, context, log }: SlackOptions): Promise<Slack> {
  const { slackBotToken, slackAppToken, slackApiUrl } = environment
  if (slackBotToken === null) throw missingToken('SLACK_BOT_TOKEN')
  if (slackAppToken === null) throw missingToken('SLACK_APP_TOKEN')
  checkApiUrl(slackApiUrl)
  const clientOptions: WebClientOptions = {
    slackApiUrl,
    logger: slackLogger(log),
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  const client = new WebClient(slackBotToken, clientOptions)
  const bot = await introduceBot(client, { apiUrl: slackApiUrl, log })
  const { receiver, lost } = openReceiver({ appToken: slackAppToken, clientOptions, log })
  const app = new App({
    receiver,
    clientOptions,
    logger: slackLogger(log),
    convoStore: false,
    // We asked ourselves; Bolt would ask again, and on a bad token end the process.
    authorize: async () => ({ botToken: slackBotToken, ...bot }),
  })
  const directory = openDirectory({ client, teamId: bot.teamId, now: context.now })
  registerListeners(app, { context, client, homes: openShownHomes() })
  return {
    client,
    directory,
    lost,
    inFlight: receiver.inFlight,
    async start() {
      await receiver.start().catch((error: unknown) => {
        throw explainSlackError(error, 'SLACK_APP_TOKEN', slackApiUrl)
      })
      await warnOfPeople(directory, { user: bot.botUserId, settings: context.settings, log })
    },
    async stop() {
      await receiver.stop()
    },
  }
}

/** A receiver, and the promise that settles when Slack does not want it any more. */
function openReceiver(options: {
  readonly appToken: string
  readonly clientOptions: WebClientOptions
  readonly log: Log
}): { receiver: SocketReceiver; lost: Promise<CounterfoilError> } {
  const { clientOptions, log } = options
  let lose: (error: CounterfoilError) => void = () => {}
  const lost = new Promise<CounterfoilError>((resolve) => {
    lose = resolve
  })
  const receiver = createSocketReceiver({
    ...options,
    logger: slackLogger(log),
    onLost(error) {
      const explained = explainSlackError(error, 'SLACK_APP_TOKEN', clientOptions.slackApiUrl ?? '')
      log.error({ code: explained.code }, explained.message)
      lose(explained)
    },
  })
  return { receiver, lost }
}
