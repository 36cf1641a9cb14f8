import { App } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Environment } from '../domain/settings.ts'
import type { Context } from '../operations/context.ts'
import { explainSlackError, missingToken } from './explain-slack-error.ts'
import { registerListeners } from './listeners/register-listeners.ts'
import { slackLogger } from './slack-logger.ts'
import { createSocketReceiver } from './socket-receiver.ts'

export interface SlackOptions {
  readonly environment: Pick<Environment, 'slackBotToken' | 'slackAppToken' | 'slackApiUrl'>
  readonly context: Context
  readonly log: Log
}

export interface Slack {
  /** The one client of all rooms. It never retries by itself and never waits out a 429. */
  readonly client: WebClient
  /** Connects. Throws `slack-token` or `slack-unreachable`. */
  start(): Promise<void>
  /** Takes nothing new and waits for the listeners at work. */
  stop(): Promise<void>
  inFlight(): number
  /** Settles when Slack has thrown us out for good; never, as long as all is well. */
  readonly lost: Promise<CounterfoilError>
}

const TIMEOUT_MS = 15_000

/** Bot scopes that this version calls for; `manifest.yml` asks for the same. */
export const SCOPES = ['chat:write', 'chat:write.public', 'commands'] as const

/**
 * Opens Slack and asks who we are, before anything else runs. Throws `slack-token` (which variable, what Slack said,
 * where to get one) or `slack-unreachable`. Nothing is received before `start`.
 */
export async function openSlack({ environment, context, log }: SlackOptions): Promise<Slack> {
  const { slackBotToken, slackAppToken, slackApiUrl } = environment
  if (slackBotToken === null) throw missingToken('SLACK_BOT_TOKEN')
  if (slackAppToken === null) throw missingToken('SLACK_APP_TOKEN')
  const logger = slackLogger(log)
  const clientOptions: WebClientOptions = {
    slackApiUrl,
    logger,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  const client = new WebClient(slackBotToken, clientOptions)
  const identity = await introduce(client, { slackApiUrl, log })
  let lose: (error: CounterfoilError) => void = () => {}
  const lost = new Promise<CounterfoilError>((resolve) => {
    lose = resolve
  })
  const receiver = createSocketReceiver({
    appToken: slackAppToken,
    clientOptions,
    logger,
    log,
    onLost(error) {
      const explained = explainSlackError(error, 'SLACK_APP_TOKEN', slackApiUrl)
      log.error({ code: explained.code }, explained.message)
      lose(explained)
    },
  })
  const app = new App({
    receiver,
    clientOptions,
    logger,
    convoStore: false,
    // We asked ourselves; Bolt would ask again, and on a bad token end the process.
    authorize: async () => ({ botToken: slackBotToken, ...identity }),
  })
  registerListeners(app, { context, client })
  return {
    client,
    lost,
    inFlight: receiver.inFlight,
    async start() {
      try {
        await receiver.start()
      } catch (error) {
        throw explainSlackError(error, 'SLACK_APP_TOKEN', slackApiUrl)
      }
    },
    async stop() {
      await receiver.stop()
    },
  }
}

async function introduce(
  client: WebClient,
  { slackApiUrl, log }: { slackApiUrl: string; log: Log },
): Promise<{ botId: string; botUserId: string }> {
  try {
    const answer = await client.auth.test()
    const granted = answer.response_metadata?.scopes
    const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : []
    if (missing.length > 0) {
      log.warn({ missing }, `the Slack app lacks ${missing.join(', ')}: install it again with manifest.yml`)
    }
    log.info({ team: answer.team, bot: answer.user }, 'Slack knows us')
    return { botId: answer.bot_id ?? '', botUserId: answer.user_id ?? '' }
  } catch (error) {
    throw explainSlackError(error, 'SLACK_BOT_TOKEN', slackApiUrl)
  }
}
