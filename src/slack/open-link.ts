import type { Logger } from '@slack/bolt'
import { SocketModeClient } from '@slack/socket-mode'
import type { WebClientOptions } from '@slack/web-api'

/** What Slack sends over a connection. */
export interface Envelope {
  readonly body: Record<string, unknown>
  readonly ack: (response?: Record<string, unknown> | string) => Promise<void>
  readonly retry_num?: number
  readonly retry_reason?: string
}

/** One Socket Mode connection, from its hello until it ends for whatever reason. */
export interface Link {
  readonly closed: Promise<void>
  close(): Promise<void>
}

export interface LinkOptions {
  readonly appToken: string
  readonly clientOptions: WebClientOptions
  readonly logger: Logger
  readonly receive: (envelope: Envelope) => void
  /** How long Slack has to greet; 15 seconds unless said. */
  readonly helloTimeoutMs?: number
}

const HELLO_TIMEOUT_MS = 15_000

/**
 * Opens one connection and waits for Slack's hello. Reconnecting is not left to the library: it waits five seconds
 * after every routine disconnect, and when it fails for good its rejection has no handler and ends the process.
 */
export async function openLink({
  appToken,
  clientOptions,
  logger,
  receive,
  ...rest
}: LinkOptions): Promise<Link> {
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    // A run that keeps the process busy for some seconds is no dead connection.
    clientPingTimeout: 15_000,
    clientOptions,
    logger,
  })
  const closed = new Promise<void>((resolve) => client.once('disconnected', resolve))
  client.on('slack_event', receive)
  await hello(client, rest.helloTimeoutMs ?? HELLO_TIMEOUT_MS)
  return {
    closed,
    async close() {
      await client.disconnect()
    },
  }
}

async function hello(client: SocketModeClient, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no hello from Slack in time')), timeoutMs)
  })
  try {
    await Promise.race([client.start(), late])
  } catch (error) {
    // Whatever of it is open, or opens when its address comes at last, must not stay: nobody waits for its end.
    const leave = () => void client.disconnect().catch(() => {})
    client.once('connecting', () => setImmediate(leave))
    leave()
    throw error ?? new Error('the connection closed before hello')
  } finally {
    clearTimeout(timer)
  }
}
