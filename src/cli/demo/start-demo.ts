import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type App, startApp } from '../../app.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import type { Log } from '../../domain/log.ts'
import { makeToken, TOKEN_BYTES } from '../../domain/make-token.ts'
import { type RunOutcome, runReconciliation } from '../../operations/run-reconciliation.ts'
import type { Playground } from '../../playground/playground.ts'
import { startPlayground } from '../../playground/start-playground.ts'
import { type Closers, openOrClose } from '../open-or-close.ts'
import { playgroundEnvironment } from '../playground-environment.ts'
import { claimFolder, emptyFolder } from './claim-folder.ts'
import { type DemoState, readDemoState, saveDemoState } from './demo-state.ts'
import { openPager } from './open-pager.ts'
import { openSampleWorld, type SampleWorld } from './open-sample-world.ts'
import type { StoryStep } from './story.ts'
import { tellStory } from './tell-story.ts'
import { TOUR_STEPS } from './tour.ts'
import { welcome } from './welcome.ts'
import { writeDemoConfig } from './write-demo-config.ts'

export interface DemoOptions {
  /** Of the page; 0 takes a free one. */
  readonly port: number
  /** Where the demo keeps everything: config, sample systems, channels, tracker. */
  readonly folder: string
  /** Forgets what earlier demos left in the folder. */
  readonly fresh?: boolean
  /** Changes the sample systems while it runs (default true); else a new demo begins where the tour ends. */
  readonly story?: boolean
  /** The story waits for somebody who says "next". */
  readonly byHand?: boolean
  readonly log: Log
  /** Hears of incidents. */
  readonly tell?: (line: string) => void
}

/** A running demo. */
export interface Demo {
  /** Of the page. */
  readonly url: string
  readonly app: App
  readonly playground: Playground
  readonly systems: SampleWorld
  /** What the runs saw that were made at the start and by the last step, by reconciliation; null where other runs left it no time. */
  readonly lastRuns: Readonly<Record<string, RunOutcome | null>>
  /** Where other systems ask and tell, and the token that it takes until the demo stops. */
  readonly api: { readonly url: string; readonly token: string }
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
export function startDemo(options: DemoOptions): Promise<Demo> {
  return openOrClose(options.log, (closers) => open(options, closers))
}

async function open(options: DemoOptions, closers: Closers): Promise<Omit<Demo, 'stop'>> {
  const { log, story = true } = options
  const folder = resolve(options.folder)
  closers.push(await claimFolder(folder, 'demo'))
  const playground = await openChannels(options, folder)
  closers.push(playground.close)
  // Not before the page has its port: a start that fails forgets nothing.
  if (options.fresh) await emptyFolder(folder, 'demo')
  const earlier = await readDemoState(folder)
  const day = new Date().toISOString().slice(0, 10)
  const state: DemoState = earlier ?? { day, stepsTold: story ? 0 : TOUR_STEPS }
  const world = await openSampleWorld(folder, state)
  closers.push(world.close)
  await saveDemoState(folder, state)
  const token = makeToken(randomBytes(TOKEN_BYTES))
  const { databaseUrl, writeUrl } = world.store
  const pager = await openPager(options.tell ?? ((line) => log.info({}, line)))
  closers.push(pager.close)
  const urls = { databaseUrl, writeUrl, pagerUrl: pager.url }
  const config = await writeDemoConfig(folder, { ...urls, apiToken: token })
  const settings = await loadSettings(config, {})
  const place = playgroundEnvironment(playground, { databaseUrl: null, dataFolder: folder })
  const environment = { ...place, httpPort: 0 }
  const app = await startApp({ settings, environment, log })
  closers.push(app.stop)
  const goesOn = earlier !== null
  playground.narrate(welcome({ goesOn, story }))
  const lastRuns = await runEach(
    app,
    settings.reconciliations.flatMap(({ name, schedule }) => (schedule ? [name] : [])),
  )
  const api = { url: `http://127.0.0.1:${app.port}`, token }
  const demo = { url: playground.url, app, api, playground, systems: world, lastRuns, config, goesOn }
  if (story) closers.push(await goOn({ ...options, folder }, demo, state))
  return demo
}

/** Tells the story from where it stopped, and says how to end it. */
async function goOn(
  { folder, byHand = false, log }: DemoOptions,
  { app, playground, systems, lastRuns }: Omit<Demo, 'stop'>,
  state: DemoState,
): Promise<() => Promise<void>> {
  const tell = async (step: StoryStep) => {
    playground.narrate({ kicker: step.kicker, title: step.title, lines: step.lines, next: 'Next' })
    Object.assign(lastRuns, await runEach(app, concernedBy(step)))
  }
  const story = tellStory({ world: systems, folder, ...state, goesOnByItself: !byHand, log, tell })
  playground.onNext(story.next)
  if (state.stepsTold === 0) await story.next()
  return story.stop
}

function openChannels({ port, fresh = false, log }: DemoOptions, folder: string): Promise<Playground> {
  const stateFile = join(folder, 'channels.json')
  return startPlayground({
    ...{ port, log, title: 'Counterfoil demo', stateFile, forget: fresh },
    channels: ['data-quality', 'finance', 'orders'],
  })
}

/** Nobody waits for the schedule to see what a step has done. */
async function runEach({ context }: App, names: readonly string[]): Promise<Demo['lastRuns']> {
  const outcomes: Record<string, RunOutcome | null> = {}
  for (const name of names) outcomes[name] = await runNow(context, name)
  return outcomes
}

/** A scheduled run that has begun may not see what was changed just now: this one comes after it. */
async function runNow(context: App['context'], name: string): Promise<RunOutcome | null> {
  const scope = { kind: 'everything' } as const
  for (let attempt = 1; attempt <= 40; attempt++) {
    try {
      return await runReconciliation(context, { name, scope, trigger: 'cli', requestedBy: 'demo' })
    } catch (error) {
      if (!(error instanceof CounterfoilError) || error.code !== 'run-busy') throw error
      await setTimeout(250)
    }
  }
  return null
}

function concernedBy({ edits }: StoryStep): readonly string[] {
  const systems = new Set(edits.map(({ system }) => system))
  return [
    ...((['crm', 'billing', 'warehouse'] as const).some((name) => systems.has(name)) ? ['customers'] : []),
    ...((['payments', 'accounting'] as const).some((name) => systems.has(name)) ? ['payments'] : []),
  ]
}
