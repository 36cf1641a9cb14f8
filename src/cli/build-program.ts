import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { COMMANDS } from './commands.ts'
import { FORMATS } from './output/format.ts'
import { oneLineUsageError } from './report-error.ts'

const EXAMPLES = `
Examples:
  $ counterfoil compare crm.csv billing.csv --key id --tolerance balance=0.01
  $ counterfoil demo
  $ counterfoil run customers --format json
  $ counterfoil help compare

Exit status: 0 all agree, 1 there are findings, 2 wrong usage or config, 3 the run failed or was held.`

/** The command line's grammar. Only the commands that `words` name are loaded; the others are names in the help. */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('counterfoil')
    .description('Finds out when two or more systems disagree about the same records.')
    .version(await readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help, also for one command: counterfoil run --help')
    .option('--config <file>', 'config file', 'counterfoil.yml')
    .addOption(new Option('--format <format>', 'how data is printed').choices(FORMATS).default('table'))
    .option('--debug', 'print stack traces and what happens inside')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (message, write) => write(oneLineUsageError(message)) })
  for (const entry of COMMANDS) {
    const command = words.includes(entry.name) ? await entry.load() : new Command(entry.name)
    program.addCommand(inherit(command.summary(entry.summary), program))
  }
  return program
}

/** Commands that are added, other than those made by the program, do not take over its settings by themselves. */
function inherit(command: Command, program: Command): Command {
  command.copyInheritedSettings(program).helpOption('-h, --help', 'print this help')
  for (const child of command.commands) inherit(child, program)
  return command
}

async function readVersion(): Promise<string> {
  const description = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(description) as { version: string }).version
}
