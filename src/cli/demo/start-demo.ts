import { join, resolve } from 'node:path'
import { type App, startApp } from '../../app.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import type { Log } from '../../domain/log.ts'
import type { Settings } from '../../domain/settings.ts'
import { type RunOutcome, runReconciliation } from '../../operations/run-reconciliation.ts'
import type { Playground } from '../../playground/playground.ts'
import { startPlayground } from '../../playground/start-playground.ts'
import { claimFolder, emptyFolder } from './claim-folder.ts'
import { type DemoState, readDemoState, saveDemoState } from './demo-state.ts'
import { openSampleWorld, type SampleWorld } from './open-sample-world.ts'
import { tellStory } from './tell-story.ts'
import { writeDemoConfig } from './write-demo-config.ts'

export interface DemoOptions {
  /** Of the page; 0 takes a free one. */
  readonly port: number
  /** Where the demo keeps everything: config, sample systems, channels, tracker. */
  readonly folder: string
  /** Forgets what earlier demos left in the folder. */
  readonly fresh?: boolean
  /** Changes the sample systems while it runs (default true). */
  readonly story?: boolean
  readonly log: Log
}

/** A running demo. */
export interface Demo {
  /** Of the page. */
  readonly url: string
  readonly app: App
  readonly playground: Playground
  readonly systems: SampleWorld
  /** What the runs at the start saw, by reconciliation; null where the schedule was quicker. */
  readonly firstRuns: Readonly<Record<string, RunOutcome | null>>
  /** The folder's config file, for other commands. */
  readonly config: string
  /** True where an earlier demo goes on. */
  readonly goesOn: boolean
  stop(): Promise<void>
}

/**
 * Starts everything there is to see: sample systems, the stand-in for Slack, the bot, first runs, the story. A folder
 * that was used before goes on: the same channels, the same tracker, and sample systems as they were when it stopped.
 * Throws `port-taken`, `tracker-busy`, `usage`; then nothing is left running.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const closers: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      await close().catch((error: unknown) =>
        options.log.warn({ err: error }, `not cleanly stopped: ${error}`),
      )
    }
  }
  try {
    return { ...(await open(options, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(options: DemoOptions, closers: (() => Promise<void>)[]): Promise<Omit<Demo, 'stop'>> {
  const { log } = options
  const folder = resolve(options.folder)
  closers.push(await claimFolder(folder))
  const playground = await openChannels(options, folder)
  closers.push(playground.close)
  // Not before the page has its port: a start that fails forgets nothing.
  if (options.fresh) await emptyFolder(folder)
  const earlier = await readDemoState(folder)
  const state: DemoState = earlier ?? { day: new Date().toISOString().slice(0, 10), stepsTold: 0 }
  const world = await openSampleWorld(folder, state)
  closers.push(world.close)
  await saveDemoState(folder, state)
  const config = await writeDemoConfig(folder, world.store.databaseUrl)
  const settings = await loadSettings(config, {})
  const app = await startApp({ settings, environment: environmentOf(folder, playground), log })
  closers.push(app.stop)
  playground.narrate(welcome(earlier !== null))
  const firstRuns = await runAll(app, settings)
  if (options.story ?? true) {
    closers.push(
      tellStory({
        world,
        folder,
        ...state,
        log,
        tell: ({ title, lines }) => playground.narrate({ title, lines }),
      }).stop,
    )
  }
  return { url: playground.url, app, playground, systems: world, firstRuns, config, goesOn: earlier !== null }
}

function openChannels({ port, fresh = false, log }: DemoOptions, folder: string): Promise<Playground> {
  const stateFile = join(folder, 'channels.json')
  return startPlayground({ port, log, title: 'Counterfoil demo', stateFile, forget: fresh })
}

function environmentOf(folder: string, playground: Playground) {
  return {
    slackBotToken: playground.botToken,
    slackAppToken: playground.appToken,
    slackSigningSecret: null,
    auditKey: null,
    slackApiUrl: playground.apiUrl,
    databaseUrl: null,
    dataFolder: folder,
  }
}

async function runAll({ context }: App, { reconciliations }: Settings): Promise<Demo['firstRuns']> {
  const outcomes: Record<string, RunOutcome | null> = {}
  for (const { name } of reconciliations) outcomes[name] = await runNow(context, name)
  return outcomes
}

async function runNow(context: App['context'], name: string): Promise<RunOutcome | null> {
  const scope = { kind: 'everything' } as const
  try {
    return await runReconciliation(context, { name, scope, trigger: 'cli', requestedBy: 'demo' })
  } catch (error) {
    if (error instanceof CounterfoilError && error.code === 'run-busy') return null
    throw error
  }
}

function welcome(goesOn: boolean) {
  return {
    title: goesOn ? 'Welcome back' : 'Welcome to the demo',
    lines: [
      goesOn
        ? 'Channels and tracker are as you left them: the cards of last time still work.'
        : 'Three systems with customers disagree, and so do payments and accounting: the first cards are in #data-quality and #finance.',
      'Press Acknowledge, Resolve or Escalate on a card; the menu ⋯ beside them has Snooze, Assign and Undo.',
      'Try: /recon check customers 1042',
      'The systems are compared every 20 seconds, and every now and then something in them changes.',
    ],
  }
}
