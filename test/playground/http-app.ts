import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import type { Playground } from '../../src/playground/playground.ts'
import type { PlaygroundOptions } from '../../src/playground/start-playground.ts'
import { findFreePort } from '../support/find-free-port.ts'
import { openFrozenPlayground } from './playground-and-app.ts'

/** A stand-in and an unchanged Bolt app behind its own HTTP receiver; `listen` registers the app's listeners. */
export interface HttpWorld {
  readonly playground: Playground
  readonly app: App
  /** The app goes away, or comes back, on the same port. */
  stopApp(): Promise<void>
  startApp(): Promise<void>
  close(): Promise<void>
}

export async function openHttpWorld(
  listen: (app: App) => void,
  options: Partial<PlaygroundOptions> = {},
): Promise<HttpWorld> {
  const port = await findFreePort()
  const requestUrl = `http://127.0.0.1:${port}/slack/events`
  const playground = await openFrozenPlayground({ requestUrl, signingSecret: 'shh', ...options })
  const app = new App({
    token: playground.botToken,
    receiver: new HTTPReceiver({ signingSecret: 'shh', logLevel: LogLevel.ERROR, logger: silent }),
    clientOptions: { slackApiUrl: playground.apiUrl },
    logger: silent,
    deferInitialization: true,
  })
  listen(app)
  app.error(async () => {})
  await app.init()
  await app.start(port)
  let isUp = true
  return {
    playground,
    app,
    async stopApp() {
      if (isUp) await app.stop()
      isUp = false
    },
    async startApp() {
      await app.start(port)
      isUp = true
    },
    async close() {
      if (isUp) await app.stop()
      await playground.close()
    },
  }
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

export interface Request {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface PlainApp {
  readonly url: string
  /** All that came, oldest first. */
  readonly requests: readonly Request[]
  close(): Promise<void>
}

export interface PlainAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The answer waits for it. */
  readonly after?: Promise<unknown>
}

/** A server that is no Bolt app: it answers as it is told, but sends a challenge back as an app must. */
export async function openPlainApp(answer: (request: Request) => PlainAnswer): Promise<PlainApp> {
  const requests: Request[] = []
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const request = { headers: incoming.headers, body: Buffer.concat(parts).toString() }
    requests.push(request)
    const challenge = /"challenge":"([^"]+)"/.exec(request.body)?.[1]
    const told = answer(request)
    await told.after
    if (challenge !== undefined && told.status === 200) return void response.end(challenge)
    response.writeHead(told.status, told.headers).end(told.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
