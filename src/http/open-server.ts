import { type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { type Env, Hono } from 'hono'
import { CounterfoilError } from '../domain/errors.ts'
import { describeProblem, type ProblemCode } from './problem.ts'

export interface ServerOptions<E extends Env = { Bindings: HttpBindings }> {
  /** 0 takes a free one. */
  readonly port: number
  /** Unsaid: all addresses. */
  readonly host?: string
  /** What is posted to a path, and who answers it: each proves by itself who sent it. */
  readonly posts: Readonly<Record<string, (request: Request) => Promise<Response>>>
  /** Who answers everything else. */
  readonly api?: Hono<E>
}

/** The one HTTP server of a process. */
export interface HttpServer {
  readonly port: number
  /** Takes nothing new, and waits for the answers that are under way. */
  close(): Promise<void>
}

/** Nobody needs longer to send what they send. */
const REQUEST_MS = 10_000
const LOOK_MS = 1_000
const CLOSE_MS = 3_000

/** Listens. Throws `port-taken`. */
export async function openServer<E extends Env>(options: ServerOptions<E>): Promise<HttpServer> {
  const app = options.api ?? new Hono<E>()
  for (const [path, answer] of Object.entries(options.posts))
    app.post(path, (context) => answer(context.req.raw))
  const server = await listen(app, options)
  server.requestTimeout = REQUEST_MS
  server.headersTimeout = REQUEST_MS
  server.on('clientError', refuse)
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

function listen<E extends Env>(
  app: Hono<E>,
  { port, host }: Pick<ServerOptions<E>, 'port' | 'host'>,
): Promise<Server> {
  const at = { port, ...(host === undefined ? {} : { hostname: host }) }
  return new Promise((resolve, reject) => {
    const serverOptions = { connectionsCheckingInterval: LOOK_MS }
    const server = serve({ fetch: app.fetch, ...at, serverOptions }, () => resolve(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, at)))
  })
}

function explain(
  error: NodeJS.ErrnoException,
  { port, hostname }: { port: number; hostname?: string },
): Error {
  const { code = '' } = error
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CounterfoilError(
      'port-taken',
      `http.host "${hostname}" is no address of this machine: write one of its own, or 0.0.0.0 for all`,
      { cause: error },
    )
  const reason = REASONS[code]
  if (reason === undefined) return error
  const remedy = `choose another one by --port, COUNTERFOIL_PORT or http.port, such as ${port < 1024 ? 3000 : port + 1}`
  return new CounterfoilError('port-taken', `Port ${port} ${reason}: ${remedy}`, { cause: error })
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be opened by this user',
}

/** What is not even a request: it is too large, too slow, or no HTTP. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, code, detail] = UNREADABLE[error.code ?? ''] ?? NO_HTTP
  const body = JSON.stringify(describeProblem(status, { code, detail }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

type Unreadable = readonly [status: number, code: ProblemCode, detail: string]

const NO_HTTP: Unreadable = [400, 'usage', 'This is no request of HTTP: correct its first lines']
const UNREADABLE: Readonly<Record<string, Unreadable>> = {
  HPE_HEADER_OVERFLOW: [431, 'too-long', 'The headers and the address are longer than 16 KiB: shorten them'],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'usage',
    'The request took longer than 10 seconds to arrive: send it faster',
  ],
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await closed
  clearTimeout(late)
}
