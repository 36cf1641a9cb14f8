import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { CounterfoilError } from '../domain/errors.ts'

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** What is posted to a path, and who answers it. */
  readonly posts: Readonly<Record<string, (request: Request) => Promise<Response>>>
}

/** The one HTTP server of a process. */
export interface HttpServer {
  readonly port: number
  /** Takes nothing new, and waits for the answers that are under way. */
  close(): Promise<void>
}

/** Nobody needs longer to send what Slack sends. */
const REQUEST_MS = 10_000
const CLOSE_MS = 3_000

/** Listens on all addresses: what is posted proves by itself who sent it. Throws `port-taken`. */
export async function openServer({ port, posts }: ServerOptions): Promise<HttpServer> {
  const app = new Hono()
  for (const [path, answer] of Object.entries(posts)) app.post(path, (context) => answer(context.req.raw))
  const server = await listen(app, port)
  server.requestTimeout = REQUEST_MS
  server.headersTimeout = REQUEST_MS
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

function listen(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port }, () => resolve(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)))
  })
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  const reason = REASONS[error.code ?? '']
  if (reason === undefined) return error
  const remedy = `choose another one by --port or COUNTERFOIL_PORT, such as ${port < 1024 ? 3000 : port + 1}`
  return new CounterfoilError('port-taken', `Port ${port} ${reason}: ${remedy}`, { cause: error })
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be opened by this user',
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await closed
  clearTimeout(late)
}
