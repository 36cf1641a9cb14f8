import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../src/domain/log.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { startDelivery } from '../../src/schedule/start-delivery.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { openSlack, type Slack } from '../../src/slack/open-slack.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'
import { connectMemory, type MemorySource, memorySource } from './memory-source.ts'
import { sampleField, sampleReconciliation } from './samples.ts'

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly facts: object
  readonly message: string
}

/** The bot as `app.ts` wires it, on an embedded tracker, against the stand-in for Slack; its sources are in memory. */
export interface Bot {
  readonly playground: Playground
  readonly context: Context
  readonly slack: Slack
  readonly crm: MemorySource
  readonly billing: MemorySource
  readonly log: LogLine[]
  /** The next line that is logged and fits. */
  nextLine(text: RegExp): Promise<LogLine>
  /** What happens when the tracker's database goes away. */
  closeTracker(): Promise<void>
  close(): Promise<void>
}

/** `parts`: in place of the sources in memory and their settings. */
export async function openBot(
  changes: Partial<Reconciliation> = {},
  parts: Partial<Pick<Context, 'settings' | 'connect'>> = {},
): Promise<Bot> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-slack-'))
  const lines: LogLine[] = []
  const listening = listeningTo(lines)
  const { log } = listening
  const playground = await startPlayground({ port: 0, log, channels: ['#ops', '#quiet'] })
  await copyEmbeddedTracker(folder)
  const database = await openDatabase({ databaseUrl: null, dataFolder: folder })
  const sources = { crm: memorySource([]), billing: memorySource([]) }
  const doors: { wake: () => void; directory: Context['directory'] } = {
    wake: () => {},
    directory: undefined,
  }
  const context: Context = {
    settings: { sources: {}, reconciliations: [twoSided(changes)] },
    db: database.db,
    connect: async (name, onWait) => connectMemory(name, sources[name as keyof typeof sources], onWait),
    scratchFolder: folder,
    log,
    now: () => new Date(),
    newId: randomUUID,
    signal: new AbortController().signal,
    wakeDelivery: () => doors.wake(),
    ...parts,
    get directory() {
      return doors.directory
    },
  }
  const slack = await openSlack({ environment: environmentOf(playground), context, log })
  doors.directory = slack.directory
  const delivery = startDelivery(context, openDelivery(slack.client))
  doors.wake = delivery.wake
  await slack.start()
  return {
    playground,
    context,
    slack,
    ...sources,
    log: lines,
    nextLine: listening.nextLine,
    closeTracker: database.close,
    async close() {
      await slack.stop()
      await delivery.stop()
      await database.close()
      await playground.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function environmentOf(playground: Playground) {
  return {
    slackBotToken: playground.botToken,
    slackAppToken: playground.appToken,
    slackApiUrl: playground.apiUrl,
  }
}

/** A log whose lines can be awaited. */
export function listeningTo(lines: LogLine[]): { log: Log; nextLine(text: RegExp): Promise<LogLine> } {
  const waiting = new Set<(line: LogLine) => void>()
  const push = (line: LogLine) => {
    lines.push(line)
    for (const hear of waiting) hear(line)
  }
  const nextLine = (text: RegExp) =>
    new Promise<LogLine>((resolve) => {
      const hear = (line: LogLine) => {
        if (!text.test(line.message)) return
        waiting.delete(hear)
        resolve(line)
      }
      waiting.add(hear)
    })
  return { log: collectingLog({ push }), nextLine }
}

export function collectingLog(lines: { push(line: LogLine): unknown }): Log {
  const write = (level: LogLine['level']) => (facts: object, message: string) =>
    void lines.push({ level, facts, message })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function twoSided(changes: Partial<Reconciliation>): Reconciliation {
  const base = sampleReconciliation()
  const columns = { balance: 'balance', email: 'email', plan: 'plan' }
  return {
    ...base,
    sides: base.sides.slice(0, 2).map((side) => ({ ...side, columns })),
    fields: [
      sampleField('balance', { type: 'decimal' }),
      sampleField('email', { sensitive: true, severity: 'medium' }),
      sampleField('plan', { severity: 'medium' }),
    ],
    ...changes,
  }
}
