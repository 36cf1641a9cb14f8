import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { connectTo } from './connectors/connect-to.ts'
import type { CounterfoilError } from './domain/errors.ts'
import type { Log } from './domain/log.ts'
import type { Environment, Settings } from './domain/settings.ts'
import { buildApi } from './http/build-api.ts'
import { type HttpMetrics, openMetrics } from './http/open-metrics.ts'
import { type HttpServer, openServer } from './http/open-server.ts'
import type { Context } from './operations/context.ts'
import { startDelivery } from './schedule/start-delivery.ts'
import { startExpectations } from './schedule/start-expectations.ts'
import { startRepair } from './schedule/start-repair.ts'
import { startRetention } from './schedule/start-retention.ts'
import { type Clock, startSchedule } from './schedule/start-schedule.ts'
import { startTimers } from './schedule/start-timers.ts'
import { openDelivery } from './slack/deliver.ts'
import { openSlack, type Slack } from './slack/open-slack.ts'
import { readEventRecords } from './store/event-records.ts'
import { type Database, openDatabase } from './store/open-database.ts'

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
  /** Takes nothing new, ends what is in hand, closes everything. */
  stop(): Promise<void>
}

/** Where Slack posts commands, clicks and events, in HTTP mode. */
const SLACK_PATH = '/slack/events'
const DEFAULT_PORT = 3_000
/** What the context needs of rooms that need the context. */
interface Doors {
  wake: () => void
  nextRunAt: Context['nextRunAt']
  directory: Context['directory']
}

/** Wires one bot: tracker, Slack, delivery and clock, and starts it. Throws before anything runs if one cannot be opened. */
export async function startApp({ settings, environment, log }: AppOptions): Promise<App> {
  const closers: (() => Promise<void>)[] = []
  let clock: Clock | null = null
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const database = await openDatabase(environment)
    closers.push(database.close)
    const stopping = new AbortController()
    const metrics = openMetrics()
    const doors: Doors = { wake: () => {}, nextRunAt: () => null, directory: undefined }
    const context: Context = {
      settings,
      db: database.db,
      connect: connectSources({ settings, environment, log }, database.db),
      scratchFolder: join(environment.dataFolder, 'scratch'),
      log,
      now: () => new Date(),
      newId: randomUUID,
      signal: stopping.signal,
      observer: metrics,
      wakeDelivery: () => doors.wake(),
      nextRunAt: (reconciliation) => doors.nextRunAt(reconciliation),
      get directory() {
        return doors.directory
      },
    }
    const slack = await openSlack({ environment, context, log })
    doors.directory = slack.directory
    const delivery = startDelivery(context, openDelivery(slack.client))
    closers.push(delivery.stop)
    doors.wake = delivery.wake
    closers.push(slack.stop)
    await slack.start()
    const server = await openDoor({ context, environment, slack, metrics, isScheduled: () => clock !== null })
    if (server) closers.push(server.close)
    const retention = startRetention(context, { key: environment.auditKey })
    closers.push(retention.stop)
    closers.push(startRepair(context).stop)
    clock = startSchedule(context)
    const timers = startTimers(context)
    const expectations = startExpectations(context)
    closers.push(async () => {
      stopping.abort()
      await timers.stop()
      await expectations.stop()
      await clock?.stop()
    })
    doors.nextRunAt = clock.nextRunAt
    return { context, port: server?.port ?? null, lost: slack.lost, stop: close }
  } catch (error) {
    await close()
    throw error
  }
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

function connectSources({ settings, environment, log }: AppOptions, db: Database): Context['connect'] {
  const { dataFolder } = environment
  return connectTo({ settings, dataFolder, log, eventRecords: (wanted) => readEventRecords(db, wanted) })
}
