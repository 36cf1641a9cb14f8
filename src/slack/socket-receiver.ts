import type { App, Logger, Receiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Log } from '../domain/log.ts'
import { keepLink } from './keep-link.ts'
import { type Envelope, type Link, openLink } from './open-link.ts'
import type { TakeEnvelope } from './take-envelope.ts'
import { WorkInHand } from './work-in-hand.ts'

export interface SocketReceiverOptions {
  readonly appToken: string
  readonly clientOptions: WebClientOptions
  readonly logger: Logger
  readonly log: Log
  /** How long a stop waits for the listeners at work. */
  readonly drainMs: number
  readonly take: TakeEnvelope
  /** Slack will not have us back (a revoked token): somebody has to do something. */
  readonly onLost: (error: unknown) => void
}

/** Bolt's door to Slack: Socket Mode. */
export interface SocketReceiver extends Receiver {
  /** Listeners that are still at work. */
  inFlight(): number
  /** Is one of the connections open? */
  isConnected(): boolean
}

/** While one is renewed, as Slack asks every few hours, clicks come over the other. */
const LINKS = 2

/** A receiver that keeps two connections, acknowledges each envelope once, and stops when its listeners are done. */
export function createSocketReceiver(options: SocketReceiverOptions): SocketReceiver {
  const { log, take, drainMs } = options
  const stopping = new AbortController()
  const work = new WorkInHand()
  const lanes: Promise<void>[] = []
  let bolt: App | null = null
  let links = 0

  async function open(): Promise<Link> {
    const link = await openLink({ ...options, receive })
    links++
    link.closed.then(() => links--)
    return link
  }

  function receive(envelope: Envelope): void {
    // What comes after the stop is left unanswered: Slack tells the person that it failed.
    if (bolt !== null && !stopping.signal.aborted) work.add(take(bolt, envelope))
  }

  function keep(first: Link | null): void {
    const kept = keepLink({ open, first, log, signal: stopping.signal })
    lanes.push(kept.catch((error: unknown) => options.onLost(error)))
  }

  return {
    init(app) {
      bolt = app
    },
    inFlight: () => work.count(),
    isConnected: () => links > 0,
    /** Rejects when the first connection cannot be had. */
    async start() {
      keep(await open())
      for (let lane = 1; lane < LINKS; lane++) keep(null)
    },
    async stop() {
      stopping.abort()
      await Promise.all(lanes)
      const left = await work.drain(drainMs)
      if (left > 0) log.warn({ listeners: left }, 'stopped before every listener was done')
    },
  }
}
