import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { connectTo } from './connectors/connect-to.ts'
import { openTopics } from './connectors/kafka/open-topic.ts'
import type { CounterfoilError } from './domain/errors.ts'
import type { Log } from './domain/log.ts'
import type { Environment, Settings } from './domain/settings.ts'
import { startTopics } from './events/start-topics.ts'
import { openServer } from './http/open-server.ts'
import type { Context } from './operations/context.ts'
import { startDelivery } from './schedule/start-delivery.ts'
import { startExpectations } from './schedule/start-expectations.ts'
import { startRepair } from './schedule/start-repair.ts'
import { startRetention } from './schedule/start-retention.ts'
import { startSchedule } from './schedule/start-schedule.ts'
import { startTimers } from './schedule/start-timers.ts'
import { openDelivery } from './slack/deliver.ts'
import { openSlack } from './slack/open-slack.ts'
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
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const database = await openDatabase(environment)
    closers.push(database.close)
    const stopping = new AbortController()
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
      wakeDelivery: () => doors.wake(),
      nextRunAt: (reconciliation) => doors.nextRunAt(reconciliation),
      get directory() {
        return doors.directory
      },
    }
    const slack = await openSlack({ environment, context, log })
    doors.directory = slack.directory
    const delivery = startDelivery(context, openDelivery(slack.client))
    doors.wake = delivery.wake
    closers.push(delivery.stop, slack.stop)
    await slack.start()
    if (slack.handle) {
      const posts = { [SLACK_PATH]: slack.handle }
      const server = await openServer({ port: environment.httpPort ?? DEFAULT_PORT, posts })
      closers.push(server.close)
      log.info({ port: server.port, path: SLACK_PATH }, 'Slack is listened to in HTTP mode')
    }
    closers.push(startRetention(context, { key: environment.auditKey }).stop, startRepair(context).stop)
    const clock = startSchedule(context)
    const timers = startTimers(context)
    const expectations = startExpectations(context)
    closers.push(async () => {
      stopping.abort()
      await timers.stop()
      await expectations.stop()
      await clock.stop()
    })
    closers.push(startTopics(context, openTopics(settings)).stop)
    doors.nextRunAt = clock.nextRunAt
    return { context, lost: slack.lost, stop: close }
  } catch (error) {
    await close()
    throw error
  }
}

function connectSources({ settings, environment, log }: AppOptions, db: Database): Context['connect'] {
  const { dataFolder } = environment
  return connectTo({ settings, dataFolder, log, eventRecords: (wanted) => readEventRecords(db, wanted) })
}
