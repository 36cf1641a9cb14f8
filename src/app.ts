import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { connectTo } from './connectors/connect-to.ts'
import { openTopics } from './connectors/kafka/open-topic.ts'
import type { CounterfoilError } from './domain/errors.ts'
import type { Log } from './domain/log.ts'
import type { Environment, Settings } from './domain/settings.ts'
import { startTopics } from './events/start-topics.ts'
import { buildApi } from './http/build-api.ts'
import { type HttpMetrics, openMetrics } from './http/open-metrics.ts'
import { type HttpServer, openServer } from './http/open-server.ts'
import type { Context } from './operations/context.ts'
import { runsInHand } from './operations/run-reconciliation.ts'
import { startAutoFix } from './schedule/start-auto-fix.ts'
import { startDelivery } from './schedule/start-delivery.ts'
import { startExpectations } from './schedule/start-expectations.ts'
import { startLadders } from './schedule/start-ladders.ts'
import { startRepair } from './schedule/start-repair.ts'
import { startRetention } from './schedule/start-retention.ts'
import { startSchedule } from './schedule/start-schedule.ts'
import type { Clock } from './schedule/start-ticking.ts'
import { startTimers } from './schedule/start-timers.ts'
import { type Opened, stopInOrder } from './schedule/stop-in-order.ts'
import { openDelivery } from './slack/deliver.ts'
import { openSlack, type Slack } from './slack/open-slack.ts'
import { readEventRecords } from './store/event-records.ts'
import { openDatabase } from './store/open-database.ts'

export interface AppOptions {
  readonly settings: Settings
  readonly environment: Environment
  readonly log: Log
}

/** One running bot. */
export interface App {
  readonly context: Context
  /** Where it listens to HTTP; null: it does not. */
  readonly port: number | null
  /** Settles when Slack has thrown the bot out for good: then it must stop and say so. */
  readonly lost: Promise<CounterfoilError>
  /** Takes nothing new, ends what is in hand or stops it at the deadline, closes everything. `tell` hears what is waited for. */
  stop(tell?: (line: string) => void): Promise<void>
}

/** Where Slack posts commands, clicks and events, in HTTP mode. */
const SLACK_PATH = '/slack/events'
const DEFAULT_PORT = 3_000
/** In seconds. */
const STOP_WITHIN = 30
/** Of listeners: longer than any stop, which has a deadline of its own. */
const DRAIN_MS = 2 * 3_600_000
/** What the context needs of rooms that need the context. */
interface Later {
  wake: () => void
  directory: Context['directory']
}

/** Wires one bot: tracker, Slack, delivery and clock, and starts it. Throws before anything runs if one cannot be opened. */
export async function startApp({ settings, environment, log }: AppOptions): Promise<App> {
  const stopping = new AbortController()
  // Every run in hand listens to it.
  setMaxListeners(0, stopping.signal)
  const opened: Opened = { doors: [], ground: [] }
  let context: Context | null = null
  const stop: App['stop'] = (tell = (line) => log.info({}, line)) =>
    stopInOrder(opened, {
      withinSeconds: settings.stopWithinSeconds ?? STOP_WITHIN,
      inHand: () => context && runsInHand(context),
      abort: () => stopping.abort(),
      tell,
      log,
    })
  try {
    const database = await openDatabase(environment)
    opened.ground.push({ stop: database.close })
    const later: Later = { wake: () => {}, directory: undefined }
    const metrics = openMetrics()
    const parts = { settings, environment, log, db: database.db, signal: stopping.signal, metrics, later }
    context = makeContext(parts)
    return { context, stop, ...(await openDoors(context, { opened, ...parts })) }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Parts extends AppOptions, Pick<Context, 'db' | 'signal'> {
  readonly metrics: HttpMetrics
  readonly later: Later
}

function makeContext({ settings, environment, log, db, signal, metrics, later }: Parts): Context {
  const { dataFolder } = environment
  return {
    settings,
    db,
    connect: connectTo({
      settings,
      dataFolder,
      log,
      eventRecords: (wanted) => readEventRecords(db, wanted),
    }),
    scratchFolder: join(dataFolder, 'scratch'),
    log,
    now: () => new Date(),
    newId: randomUUID,
    signal,
    observer: metrics,
    wakeDelivery: () => later.wake(),
    get directory() {
      return later.directory
    },
  }
}

/**
 * Opens what brings work, and what takes the answers away. A new door is opened here and pushed on `doors`: its `stop()`
 * takes nothing new at once and settles when what it took is done. What doors need until then goes on `ground`.
 */
async function openDoors(
  context: Context,
  { opened: { doors, ground }, ...parts }: Parts & { opened: Opened },
): Promise<Pick<App, 'lost' | 'port'>> {
  const { environment, log, later, metrics } = parts
  const slack = await openSlack({ environment, context, log, drainMs: DRAIN_MS })
  later.directory = slack.directory
  const delivery = startDelivery(context, openDelivery(slack.client))
  ground.push(delivery)
  later.wake = delivery.wake
  doors.push(slack)
  await slack.start()
  let clock: Clock | null = null
  const isScheduled = () => clock?.isAlive() ?? false
  const server = await openDoor({ context, environment, slack, metrics, isScheduled })
  if (server) doors.push({ stop: server.close })
  doors.push(startRetention(context, { key: environment.auditKey }))
  doors.push(startRepair(context))
  doors.push(startTimers(context))
  doors.push(startAutoFix(context))
  const ladders = startLadders(context)
  doors.push(ladders)
  later.wake = () => {
    delivery.wake()
    ladders.wake()
  }
  doors.push(startExpectations(context))
  doors.push(startTopics(context, openTopics(context.settings)))
  clock = startSchedule(context)
  doors.push(clock)
  return { lost: slack.lost, port: server?.port ?? null }
}

interface Door {
  readonly context: Context
  readonly environment: Environment
  readonly slack: Slack
  readonly metrics: HttpMetrics
  readonly isScheduled: () => boolean
}

/** The one HTTP server, where Slack posts to it or the config has an API; else null. */
async function openDoor(door: Door): Promise<HttpServer | null> {
  const { context, environment, slack, metrics, isScheduled } = door
  const { http } = context.settings
  if (!slack.handle && !http) return null
  const readiness = { slackConnected: slack.isConnected, scheduleAlive: isScheduled }
  const server = await openServer({
    port: environment.httpPort ?? http?.port ?? DEFAULT_PORT,
    ...(http?.host ? { host: http.host } : {}),
    posts: slack.handle ? { [SLACK_PATH]: slack.handle } : {},
    api: buildApi({ context, readiness, metrics }),
  })
  const { port } = server
  if (slack.handle) context.log.info({ port, path: SLACK_PATH }, 'Slack is listened to in HTTP mode')
  if (http) context.log.info({ port, tokens: http.tokens.length }, 'the HTTP API is open')
  return server
}
