import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { sideName } from '../config/scalar-schemas.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { TOKEN_SCOPES, type TokenScope } from '../domain/http-door.ts'
import { hashToken, makeToken, TOKEN_BYTES } from '../domain/make-token.ts'
import { openShell, type Shell } from './open-shell.ts'
import { collect, readChoices } from './read-list.ts'

const EXAMPLES = `
Scopes:
  read     read runs and discrepancies, and the metrics
  run      start runs, and tell of events
  triage   acknowledge, resolve, assign, snooze ...
  events   tell of events, and nothing else

Prints two lines: the token, which is kept nowhere and cannot be printed again, and the line for http.tokens of counterfoil.yml.
The running bot knows it after its next start.

Examples:
  $ counterfoil token ci --scopes read,run
  $ counterfoil token shop --scopes events --format json`

/** `counterfoil token NAME` */
export function tokenCommand(): Command {
  return new Command('token')
    .description('Makes a token for the HTTP API, and the line of the config that lets it in.')
    .argument('<name>', 'who uses it, as people shall read it')
    .option('--scopes <scopes>', `what it is good for: ${TOKEN_SCOPES.join(', ')} (default: read)`, collect)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, { scopes }: { scopes?: readonly string[] }, command: Command) => {
      const chosen = scopes ? readChoices('--scopes', scopes, TOKEN_SCOPES) : (['read'] as const)
      await printToken(openShell(command), name, [...new Set(chosen)])
    })
}

async function printToken(shell: Shell, name: string, scopes: readonly TokenScope[]): Promise<void> {
  if (!sideName.safeParse(name).success)
    throw new CounterfoilError(
      'usage',
      `"${name}" is no name for a token: write letters, digits, "_" and "-", beginning with a letter or digit`,
    )
  const token = makeToken(randomBytes(TOKEN_BYTES))
  const hash = `sha256:${hashToken(token).toString('hex')}`
  if (shell.format === 'json' || shell.format === 'ndjson') {
    await shell.print([`${JSON.stringify({ name, token, hash, scopes })}\n`])
    return
  }
  await shell.print([`${token}\n`, `${name}: { hash: "${hash}", scopes: [${scopes.join(', ')}] }\n`])
  shell.tell('keep the first line secret, it is shown this once; write the second below http.tokens')
}
