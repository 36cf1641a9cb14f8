import type { Receiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Environment } from '../domain/settings.ts'
import type { AckTimes } from './ack-times.ts'
import { explainSlackError, missingWayIn } from './explain-slack-error.ts'
import { createHttpReceiver } from './http-receiver.ts'
import { slackLogger } from './slack-logger.ts'
import { createSocketReceiver } from './socket-receiver.ts'
import { openTaker } from './take-envelope.ts'

export interface ReceiverOptions {
  readonly environment: Pick<Environment, 'slackAppToken'> & Partial<Pick<Environment, 'slackSigningSecret'>>
  readonly clientOptions: WebClientOptions
  readonly acks: AckTimes
  readonly log: Log
  readonly drainMs: number
}

/** The way in from Slack. */
export interface OpenReceiver {
  readonly receiver: Receiver & { inFlight(): number; isConnected(): boolean }
  /** Null in Socket Mode. */
  readonly handle: ((request: Request) => Promise<Response>) | null
  /** Settles when Slack does not want us any more. */
  readonly lost: Promise<CounterfoilError>
}

/** Socket Mode where there is an app token, else HTTP mode where there is a signing secret; else throws `slack-token`. */
export function openReceiver(options: ReceiverOptions): OpenReceiver {
  const { environment, clientOptions, acks, log, drainMs } = options
  const { slackAppToken: appToken, slackSigningSecret: signingSecret = null } = environment
  const take = openTaker({ acks, log })
  if (appToken === null) {
    if (signingSecret === null) throw missingWayIn()
    const receiver = createHttpReceiver({ signingSecret, take, log, drainMs, now: () => new Date() })
    return { receiver, handle: receiver.handle, lost: new Promise(() => {}) }
  }
  let lose: (error: CounterfoilError) => void = () => {}
  const lost = new Promise<CounterfoilError>((resolve) => {
    lose = resolve
  })
  const explain = (error: unknown) =>
    explainSlackError(error, 'SLACK_APP_TOKEN', clientOptions.slackApiUrl ?? '')
  const receiver = createSocketReceiver({
    appToken,
    clientOptions,
    take,
    log,
    drainMs,
    logger: slackLogger(log),
    onLost(error) {
      const explained = explain(error)
      log.error({ code: explained.code }, explained.message)
      lose(explained)
    },
  })
  const start = async () => {
    await Promise.resolve(receiver.start()).catch((error: unknown) => {
      throw explain(error)
    })
  }
  return { receiver: { ...receiver, start }, handle: null, lost }
}
