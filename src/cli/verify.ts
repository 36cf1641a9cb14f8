import { Command } from 'commander'
import { environmentVariables, readEnvironment } from '../config/read-environment.ts'
import { csvRow } from '../domain/csv-row.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { ReadEventRecords } from '../domain/event-records.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import { EXIT } from './exit-status.ts'
import { loadConfig, readContext, withReadOnlyTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { hidePasswords } from './report-error.ts'

const EXAMPLES = `
Tries everything that \`counterfoil start\` needs: tokens, scopes, channels, whom the config calls and allows something, every
message with Slack's own check, every source, incident services, the tracker. Nothing is posted, nothing is changed, no record is read.

  ✓ is well   ! is worth a note   ✗ must be mended, with what to do

The exit status is 0 when all is well (notes are), 2 when something must be mended, 3 when Slack could not be reached.

Examples:
  $ counterfoil verify --config production.yml
  $ counterfoil verify --format json | jq '.checks[] | select(.state == "mend")'`

/** `counterfoil verify` */
export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Tries what the bot needs of Slack, the sources and the tracker, and says what must be mended.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      process.exitCode = await verify(openShell(command))
    })
}

async function verify(shell: Shell): Promise<number> {
  const environment = readEnvironment()
  const settings = await loadConfig(shell)
  const [{ verifySlack }, { verifySources }] = await Promise.all([
    import('../slack/verify-slack.ts'),
    import('../operations/verify-sources.ts'),
  ])
  // What the rooms below would log is in the list.
  const log = { ...shell.log, warn: shell.log.debug, error: shell.log.debug }
  const found = await Promise.all([
    verifySlack({ environment, settings, log }),
    verifySources({ ...readContext(shell, settings, noRecords), log }, settings),
    verifyTracker(),
  ])
  const secrets = secretsOf()
  const checks = found.flat().map((check) => ({ ...check, said: hide(check.said, secrets) }))
  await shell.print([shell.format === 'table' ? describe(checks) : writeData(checks, shell.format)])
  if (checks.some(({ state }) => state === 'unreachable')) return EXIT.failed
  return checks.some(({ state }) => state === 'mend') ? EXIT.usage : EXIT.agree
}

/** No record is read, so what events told is not either. */
const noRecords: ReadEventRecords = async function* () {}

async function verifyTracker(): Promise<SetupCheck[]> {
  const what = 'tracker'
  try {
    return await withReadOnlyTracker<SetupCheck[]>((readTracker) =>
      readTracker(
        async (): Promise<SetupCheck[]> => [
          { what, state: 'ok', said: 'it is there, and has the tables of this version' },
        ],
        (): SetupCheck[] => [
          { what, state: 'note', said: 'there is none yet: the first start or run makes it' },
        ],
      ),
    )
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    // A bot that runs has the embedded one to itself.
    const state = error.code === 'tracker-busy' ? 'note' : 'mend'
    return [{ what, state, said: error.message }]
  }
}

const MARKS: Readonly<Record<SetupCheck['state'], string>> = {
  ok: '✓',
  note: '!',
  mend: '✗',
  unreachable: '✗',
}

/** One long name must not push everything to the right. */
const WIDEST = 36

function describe(checks: readonly SetupCheck[]): string {
  const width = Math.min(WIDEST, Math.max(...checks.map(({ what }) => what.length)))
  const lines = checks.map(({ what, state, said }) => `${MARKS[state]} ${what.padEnd(width)}  ${said}\n`)
  const mend = checks.filter(({ state }) => state === 'mend' || state === 'unreachable').length
  const end = mend === 0 ? 'All that the bot needs is there.' : `To be mended: ${mend}.`
  return `${lines.join('')}${end}\n`
}

function writeData(checks: readonly SetupCheck[], format: string): string {
  if (format === 'ndjson') return checks.map((check) => `${JSON.stringify(check)}\n`).join('')
  if (format === 'csv')
    return (
      csvRow(['what', 'state', 'said']) +
      checks.map((each) => csvRow([each.what, each.state, each.said])).join('')
    )
  const ok = checks.every(({ state }) => state === 'ok' || state === 'note')
  return `${JSON.stringify({ ok, checks }, null, 2)}\n`
}

/** The last guard: whatever a server said, no token of ours is printed. */
function secretsOf(): string[] {
  const names = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'COUNTERFOIL_AUDIT_KEY']
  const variables = environmentVariables()
  return names.map((name) => variables[name]?.trim() ?? '').filter((secret) => secret.length > 3)
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), hidePasswords(text))
}
