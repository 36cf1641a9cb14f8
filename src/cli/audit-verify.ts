import { Command, InvalidArgumentError } from 'commander'
import { readEnvironment } from '../config/read-environment.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { AuditVerdict } from '../operations/verify-audit.ts'
import { EXIT } from './exit-status.ts'
import { noTracker, withReadOnlyTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatVerdict } from './output/format-verdict.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
The tracker is the one of DATABASE_URL, else the embedded one in COUNTERFOIL_DATA; no config is needed, and nothing in it
changes. A bot may go on working on a server meanwhile. Write the head hash down somewhere else: the next check, with --head,
then also finds a chain that was cut at its end or written anew.

Exit status: 0 the chain is whole, 1 it is broken, 2 wrong usage, 3 the tracker cannot be read.

Examples:
  $ counterfoil audit verify
  $ counterfoil audit verify --head 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  $ counterfoil audit verify --format json | jq -r .head`

/** `counterfoil audit verify` */
export function auditVerifyCommand(): Command {
  return new Command('verify')
    .summary('check the whole chain; name the first row that is not as it was written')
    .description('Checks the whole audit chain and names the first row that is not as it was written.')
    .option('--head <hash>', 'a head hash that was written down before and must be in the chain', readHash)
    .addHelpText('after', EXAMPLES)
    .action(async (options: { head?: string }, command: Command) => {
      process.exitCode = await verify(openShell(command), options)
    })
}

async function verify(shell: Shell, { head }: { head?: string }): Promise<number> {
  if (shell.format === 'csv') {
    throw new CounterfoilError(
      'usage',
      '--format csv: a verdict is no table: write --format json, or leave it out',
    )
  }
  const verdict = await readVerdict(shell, head)
  const isKeySet = readEnvironment().auditKey !== null
  await shell.print([formatVerdict(verdict, { isJson: shell.format !== 'table', isKeySet })])
  return verdict.breach ? EXIT.findings : EXIT.agree
}

async function readVerdict(shell: Shell, head: string | undefined): Promise<AuditVerdict> {
  const { verifyAudit } = await import('../operations/verify-audit.ts')
  const progress = startProgress()
  try {
    return await withReadOnlyTracker((read) =>
      read(
        (db) =>
          verifyAudit(db, {
            key: readEnvironment().auditKey,
            ...(head === undefined ? {} : { head }),
            onProgress(checked, total) {
              shell.signal.throwIfAborted()
              progress.show({ chain: checked }, { chain: total })
            },
          }),
        noTracker,
      ),
    )
  } finally {
    progress.clear()
  }
}

function readHash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('write the 64 hexadecimal digits that an earlier check printed as head hash')
}
