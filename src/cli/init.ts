import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import { openShell, type Shell } from './open-shell.ts'
import { STARTER_CONFIG } from './starter-config.ts'

const EXAMPLES = `
Examples:
  $ counterfoil init
  $ counterfoil init --config config/counterfoil.yml`

/** `counterfoil init` */
export function initCommand(): Command {
  return new Command('init')
    .description('Writes a commented counterfoil.yml to start from, unless there is one.')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => await init(openShell(command)))
}

async function init(shell: Shell): Promise<void> {
  try {
    await writeFile(shell.config, STARTER_CONFIG, { flag: 'wx' })
  } catch (error) {
    throw explain(shell.config, error)
  }
  await shell.print([
    `Wrote ${shell.config}. Next:\n`,
    '  1. name your sources and sides in it (the comments say how)\n',
    '  2. counterfoil validate          check it\n',
    '  3. counterfoil run customers     compare once and see what is found\n',
    '  4. counterfoil start             start the Slack bot (docs: README.md, "Connect your own workspace")\n',
  ])
}

function explain(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EEXIST') {
    return new CounterfoilError(
      'usage',
      `${file} is there already and stays as it is: write --config FILE for another`,
    )
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR') {
    return new CounterfoilError(
      'usage',
      `${file} cannot be written (${code}): write --config FILE in a folder that can be`,
    )
  }
  return error
}
