import { once } from 'node:events'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import type { Settings } from '../domain/settings.ts'
import { timetableOf } from '../operations/timetable.ts'
import { loadConfig } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { readPort } from './read-port.ts'
import type { OwnPlayground } from './start-own-playground.ts'

interface Options {
  readonly port: number
  readonly data?: string
  readonly fresh?: boolean
  readonly quiet?: boolean
}

const EXAMPLES = `
It reads your sources and keeps your schedules, and speaks to a page on this computer instead of Slack: no tokens are needed,
those that are set are not used, and nothing goes to Slack. The channels of the config are there.

Its tracker is its own, embedded in COUNTERFOIL_DATA/playground: the bot's, in DATABASE_URL or COUNTERFOIL_DATA, is neither read
nor changed. A start goes on from the one before. To try it with the demo's sample systems: counterfoil demo

Examples:
  $ counterfoil playground
  $ counterfoil playground --config staging.yml --port 5000 --fresh`

/** `counterfoil playground`: one's own config with a local stand-in for Slack, until Ctrl-C. */
export function playgroundCommand(): Command {
  return new Command('playground')
    .description(
      'Starts the bot with your own config and a local stand-in for Slack; open the address it prints.',
    )
    .option('--port <number>', 'port of the page', readPort, 4478)
    .option('--data <folder>', 'where channels and tracker are kept (default: COUNTERFOIL_DATA/playground)')
    .option('--fresh', 'forget what an earlier playground left')
    .option('--quiet', 'print the address only')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      await play(openShell(command), options)
    })
}

async function play(shell: Shell, { port, fresh = false, ...options }: Options): Promise<void> {
  const settings = await loadConfig(shell)
  const [{ readEnvironment }, { startOwnPlayground }] = await Promise.all([
    import('../config/read-environment.ts'),
    import('./start-own-playground.ts'),
  ])
  const { dataFolder, databaseUrl } = readEnvironment()
  const folder = options.data ?? join(dataFolder, 'playground')
  if (!options.quiet) shell.tell('starting the page and the bot …')
  const own = await startOwnPlayground({
    settings,
    config: shell.config,
    port,
    folder,
    fresh,
    log: shell.log,
  })
  try {
    const hasServer = databaseUrl !== null
    const told = options.quiet
      ? `${own.playground.url}\n`
      : describe(own, { settings, config: shell.config, folder, hasServer })
    await shell.print([told])
    if (!shell.signal.aborted) await Promise.race([once(shell.signal, 'abort'), own.app.lost.then(rethrow)])
  } finally {
    await own.stop()
  }
}

interface Facts {
  readonly settings: Settings
  readonly config: string
  readonly folder: string
  /** DATABASE_URL is set. */
  readonly hasServer: boolean
}

function describe({ playground, app }: OwnPlayground, facts: Facts): string {
  const { reconciliations } = facts.settings
  const width = Math.max(...reconciliations.map(({ name }) => name.length), 0)
  const lines = reconciliations.map((reconciliation) => {
    const { name, sides, notify } = reconciliation
    const next = timetableOf(reconciliation).next(app.context.now())[0]?.startsAt ?? null
    const parts = [
      sides.map((side) => side.name).join(', '),
      notify.channel === null ? 'no cards' : `cards in ${notify.channel}`,
      next === null ? 'no schedule' : `next run ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ]
    return `  ${name.padEnd(width)}   ${parts.join('; ')}\n`
  })
  const [first] = reconciliations
  return `
  Counterfoil playground    ${playground.url}

  Your own config ${facts.config} on a page that stands in for Slack. Nothing goes to Slack.

${lines.join('')}
  Tracker                its own, in ${relative('', facts.folder) || '.'}${facts.hasServer ? '; DATABASE_URL is not used' : ''} (--fresh starts over)
  Try on the page        ${first ? `/recon run ${first.name}\n                         ` : ''}/recon status, /recon list, /recon help

  Ctrl-C stops everything.

`
}

function rethrow(error: unknown): never {
  throw error
}
