import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Desk } from './control/control-route.ts'
import { controlRoutes } from './control/control-routes.ts'
import { FaultPlan } from './control/fault-plan.ts'
import type { Stage } from './interactions/interaction.ts'
import { offerCommands } from './offer-commands.ts'
import { openWires, type WireOptions } from './open-wires.ts'
import { pageRoutes } from './page-routes.ts'
import { createPlayground, type Playground, type PlaygroundDoors } from './playground.ts'
import { readManifest } from './read-manifest.ts'
import type { SocketMode } from './socket-mode.ts'
import { openStateFile, type StateFile } from './state/open-state-file.ts'
import { restoreState } from './state/restore-state.ts'
import { webApiRoutes } from './web-api/routes.ts'
import type { SlashCommand } from './workspace/contents.ts'
import { createWorkspace } from './workspace/create-workspace.ts'
import type { PostRate } from './workspace/post-limit.ts'
import type { WorkspaceSettings } from './workspace/settings.ts'
import { DEFAULT_COMMANDS } from './workspace/slash-commands.ts'
import type { Workspace } from './workspace/workspace.ts'

const HOST = '127.0.0.1'
const BOT_TOKEN = 'xoxb-playground-bot'
const APP_TOKEN = 'xapp-playground-app'

export interface PlaygroundOptions extends WireOptions {
  /** 0 takes a free one. */
  readonly port: number
  readonly log: Log
  readonly title?: string
  /** With or without `#`. */
  readonly channels?: readonly string[]
  /** Says what the app may do and is told; the one of this package unless said. */
  readonly manifestFile?: string
  /** What the app's manifest asks for, unless said. */
  readonly scopes?: readonly string[]
  readonly settings?: Partial<WorkspaceSettings>
  readonly commands?: readonly SlashCommand[]
  /** One a second on average and 60 at once, unless said. */
  readonly postRate?: PostRate
  readonly now?: () => Date
  /** Where messages outlive the program; without it they are gone when it stops. */
  readonly stateFile?: string
  /** Starts empty, whatever the state file holds, and writes over it. */
  readonly forget?: boolean
}

/**
 * Starts the stand-in for a Slack workspace on this computer only. Throws `port-taken`; then the state file is as it
 * was.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const manifest = await readManifest(options.manifestFile)
  const workspace = createWorkspace({
    title: options.title ?? 'Counterfoil playground',
    channels: options.channels ?? ['data-quality', 'finance'],
    postRate: options.postRate ?? { perSecond: 1, burst: 60 },
    now: options.now ?? (() => new Date()),
    scopes: options.scopes ?? manifest.scopes,
    settings: { homeTab: manifest.homeTab, messagesTab: manifest.messagesTab, ...options.settings },
    commands: offerCommands(manifest.commands, options.commands ?? DEFAULT_COMMANDS),
  })
  const stateFile = await remember(options, workspace)
  const wires = openWires(workspace, manifest.events, options)
  const { socketMode } = wires
  let origin = ''
  const tour = { next: async () => {} }
  let playground: Playground | null = null
  const stage: Stage = { workspace, door: wires.door, events: wires.events, origin: () => origin, tour }
  const routes = createRoutes(stage, { ...wires, playground: () => playground as Playground })
  const server = await listen(routes, options.port).catch((error: unknown) => {
    wires.close()
    workspace.clock.close()
    throw error
  })
  const sockets = acceptSockets(server, socketMode)
  const saveLast = await stateFile?.keep(workspace)
  origin = `http://${HOST}:${(server.address() as AddressInfo).port}`
  options.log.info({ url: origin }, 'the playground listens')
  const doors: PlaygroundDoors = {
    url: `${origin}/`,
    apiUrl: `${origin}/api/`,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    signingSecret: wires.signingSecret,
    close: async () => {
      wires.close()
      sockets.close()
      workspace.clock.close()
      await stop(server)
      await saveLast?.()
    },
  }
  playground = createPlayground(stage, doors, socketMode)
  return playground
}

async function remember(options: PlaygroundOptions, workspace: Workspace): Promise<StateFile | null> {
  const { stateFile: file, forget = false, log } = options
  if (file === undefined) return null
  const stateFile = await openStateFile({ file, forget, log })
  if (stateFile.state !== null) restoreState(workspace, stateFile.state)
  return stateFile
}

function createRoutes(stage: Stage, wires: Omit<Desk, 'stage' | 'faults'>): Hono {
  const app = new Hono()
  // A web page elsewhere must not reach in under another name for this computer.
  app.use(async (context, next) => {
    const host = new URL(context.req.url).hostname
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) return context.text('Not this way.', 403)
    return await next()
  })
  const admit = (ticket: string) => wires.socketMode.admit(ticket)
  app.route(
    '/',
    webApiRoutes({ workspace: stage.workspace, botToken: BOT_TOKEN, appToken: APP_TOKEN, admit }),
  )
  app.route('/', controlRoutes({ ...wires, stage, faults: new FaultPlan(stage.workspace) }))
  app.route('/', pageRoutes(stage))
  return app
}

function listen(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port }, () => resolve(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)))
  })
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error
  const sentence = `Port ${port} on ${HOST} is taken by another program. Stop that one, or choose another port, for example: --port ${port + 1}`
  return new CounterfoilError('port-taken', sentence, { cause: error })
}

function acceptSockets(server: Server, socketMode: SocketMode): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const admitted = url.pathname === '/link/' && socketMode.spendTicket(url.searchParams.get('ticket') ?? '')
    if (!admitted) return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
    const isShort = url.searchParams.get('debug_reconnects') === 'true'
    sockets.handleUpgrade(request, socket, head, (connection) => socketMode.connect(connection, isShort))
  })
  return sockets
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
