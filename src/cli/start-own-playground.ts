import { join, resolve } from 'node:path'
import { type App, startApp } from '../app.ts'
import type { Log } from '../domain/log.ts'
import type { Settings } from '../domain/settings.ts'
import type { Playground } from '../playground/playground.ts'
import { startPlayground } from '../playground/start-playground.ts'
import type { SlashCommand } from '../playground/workspace/contents.ts'
import { claimFolder, emptyFolder } from './demo/claim-folder.ts'
import { namedInConfig } from './named-in-config.ts'
import { type Closers, openOrClose } from './open-or-close.ts'
import { playgroundEnvironment } from './playground-environment.ts'

export interface OwnPlaygroundOptions {
  readonly settings: Settings
  /** The file that they come from, as people call it. */
  readonly config: string
  /** Of the page; 0 takes a free one. */
  readonly port: number
  /** Where channels and tracker are kept. */
  readonly folder: string
  /** Forgets what an earlier playground left in the folder. */
  readonly fresh?: boolean
  readonly log: Log
}

/** A bot with somebody's own config, on a page of this computer. */
export interface OwnPlayground {
  readonly app: App
  readonly playground: Playground
  stop(): Promise<void>
}

/**
 * Starts the stand-in for Slack with what the config names in it, and a bot that reads the config's sources. Throws
 * `port-taken`, `tracker-busy`, `usage`; then nothing is left running.
 */
export function startOwnPlayground(options: OwnPlaygroundOptions): Promise<OwnPlayground> {
  return openOrClose(options.log, (closers) => open(options, closers))
}

async function open(options: OwnPlaygroundOptions, closers: Closers): Promise<Omit<OwnPlayground, 'stop'>> {
  const { settings, log } = options
  const folder = resolve(options.folder)
  closers.push(await claimFolder(folder, 'playground'))
  const playground = await openWorkspace(options, folder)
  closers.push(playground.close)
  // Not before the page has its port: a start that fails forgets nothing.
  if (options.fresh) await emptyFolder(folder, 'playground')
  nameWhomToCall(playground, settings)
  playground.narrate(narration(options))
  const environment = playgroundEnvironment(playground, { databaseUrl: null, dataFolder: folder })
  const app = await startApp({ settings, environment, log })
  closers.push(app.stop)
  return { app, playground }
}

function openWorkspace(options: OwnPlaygroundOptions, folder: string): Promise<Playground> {
  const { settings, port, fresh = false, log } = options
  const { channels } = namedInConfig(settings.reconciliations)
  return startPlayground({
    port,
    log,
    title: 'Playground',
    // The stand-in finds a channel by its name, whatever its letters, where it has none of that id.
    channels: channels.length === 0 ? ['general'] : channels.map((name) => name.toLowerCase()),
    commands: [commandFor(settings)],
    stateFile: join(folder, 'channels.json'),
    forget: fresh,
  })
}

/** Slack knows whoever the config calls, and so does the stand-in. */
function nameWhomToCall(playground: Playground, { reconciliations }: Settings): void {
  const { people, groups } = namedInConfig(reconciliations)
  for (const id of people) playground.addPerson({ id, name: id.toLowerCase() })
  for (const group of groups) {
    const handle = group.toLowerCase()
    playground.addGroup(/^S[A-Z0-9]{2,}$/.test(group) ? { id: group, handle } : { handle })
  }
}

/** What the composer offers, with names that are in the config. */
function commandFor({ reconciliations }: Settings): SlashCommand {
  const runs = reconciliations
    .slice(0, 5)
    .map(({ name, title }) => ({ text: `run ${name}`, description: `Compare ${title} now` }))
  const checks = reconciliations
    .slice(0, 1)
    .map(({ name }) => ({ text: `check ${name} KEY`, description: 'Compare one record now' }))
  return {
    command: '/recon',
    description: 'Compare records across systems and look after what differs',
    examples: [
      { text: 'help', description: 'Show every command' },
      { text: 'status', description: 'How every reconciliation is doing' },
      { text: 'list', description: 'Open discrepancies' },
      ...runs,
      ...checks,
    ],
  }
}

function narration({ settings, config }: OwnPlaygroundOptions) {
  const [first] = settings.reconciliations
  return {
    kicker: 'Playground',
    title: 'Your own config',
    lines: [
      `Sources, rules and schedules are those of \`${config.replaceAll('`', "'")}\`. Channels and people are made up; the channels have the names that the config gives them.`,
      ...(first
        ? [`Nothing runs before its schedule says so, or you do: type \`/recon run ${first.name}\`.`]
        : []),
      'A click does what it would do in Slack: it changes the tracker of this playground, and nothing else.',
      'Below left you can become somebody else, or open a second window as them.',
    ],
    banner: `Playground with your own config (${config}). Nothing goes to Slack.`,
  }
}
