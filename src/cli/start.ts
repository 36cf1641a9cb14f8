import { once } from 'node:events'
import { Command } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import type { Environment } from '../domain/settings.ts'
import { errorFacts } from './error-facts.ts'
import { loadConfig } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { readPort } from './read-port.ts'

const EXAMPLES = `
Tokens come from the environment: SLACK_BOT_TOKEN (xoxb-...) and SLACK_APP_TOKEN (xapp-...), with which the bot connects to
Slack (Socket Mode). Without an app token, SLACK_SIGNING_SECRET lets Slack post to it instead (HTTP mode), on --port, or
COUNTERFOIL_PORT, or PORT, or 3000. The tracker is embedded in the folder COUNTERFOIL_DATA (default .counterfoil) unless
DATABASE_URL names a PostgreSQL server. Ctrl-C stops it.

Examples:
  $ SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... counterfoil start
  $ counterfoil start --config production.yml
  $ SLACK_BOT_TOKEN=xoxb-... SLACK_SIGNING_SECRET=... counterfoil start --port 8080`

const LET_GO_MS = 2_000

interface Options {
  readonly debug?: boolean
  readonly port?: number
}

/** `counterfoil start` */
export function startCommand(): Command {
  return new Command('start')
    .description('Starts the Slack bot: schedules, commands, cards and digests, until it is stopped.')
    .option('--port <number>', 'where HTTP mode and the HTTP API listen (default: 3000)', readPort)
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      await start(openShell(command), command.optsWithGlobals<Options>())
    })
}

async function start(shell: Shell, { debug = false, port }: Options): Promise<void> {
  const { readEnvironment } = await import('../config/read-environment.ts')
  const environment = { ...readEnvironment(), ...(port === undefined ? {} : { httpPort: port }) }
  refuseMissingTokens(environment)
  const settings = await loadConfig(shell)
  if (port !== undefined && environment.slackAppToken !== null && !settings.http)
    shell.tell(
      '--port is not used: with SLACK_APP_TOKEN the bot connects to Slack itself (Socket Mode), and the config has no http',
    )
  const [{ startApp }, { pino }] = await Promise.all([import('../app.ts'), import('pino')])
  const lines = holdLines(debug)
  const log = pino({ level: debug ? 'debug' : 'info', serializers: { err: errorFacts } }, lines)
  const app = await startApp({ settings, environment, log }).catch((error: unknown) => {
    // Of a start that fails for a known reason people get that one line.
    if (!(error instanceof CounterfoilError)) lines.release()
    throw error
  })
  try {
    lines.release()
    shell.tell('the bot is running; Ctrl-C stops it')
    await Promise.race([untilAborted(shell.signal), app.lost.then(rethrow)])
  } finally {
    await app.stop(shell.tell)
    // A source that does not let go must not keep the process.
    setTimeout(() => process.exit(), LET_GO_MS).unref()
  }
}

/** The log goes to standard error, but what is said during the start waits until that has succeeded. */
function holdLines(debug: boolean): { write(line: string): void; release(): void } {
  let held: string[] | null = debug ? null : []
  return {
    write: (line) => {
      if (held) held.push(line)
      else process.stderr.write(line)
    },
    release: () => {
      for (const line of held ?? []) process.stderr.write(line)
      held = null
    },
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

const WAYS_IN =
  'SLACK_APP_TOKEN (xapp-..., from Basic Information, App-Level Tokens: Socket Mode) or SLACK_SIGNING_SECRET (from Basic Information, App Credentials: HTTP mode)'

function rethrow(error: unknown): never {
  throw error
}

function refuseMissingTokens({ slackBotToken, slackAppToken, slackSigningSecret }: Environment): void {
  const missing = [
    ...(slackBotToken === null ? ['SLACK_BOT_TOKEN (xoxb-..., from OAuth & Permissions)'] : []),
    ...(slackAppToken === null && slackSigningSecret === null ? [WAYS_IN] : []),
  ]
  if (missing.length === 0) return
  throw new CounterfoilError(
    'slack-token',
    `set ${missing.join(' and ')} of your app at https://api.slack.com/apps, or try it without Slack: counterfoil demo`,
  )
}
