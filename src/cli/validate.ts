import { Command } from 'commander'
import type { Settings } from '../domain/settings.ts'
import { loadConfig } from './open-context.ts'
import { openShell } from './open-shell.ts'

const EXAMPLES = `
Examples:
  $ counterfoil validate
  $ counterfoil validate --config staging.yml`

/** `counterfoil validate` */
export function validateCommand(): Command {
  return new Command('validate')
    .description('Checks the config and names every problem with its place and remedy. Connects to nothing.')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const shell = openShell(command)
      const settings = await loadConfig(shell)
      await shell.print([shell.format === 'table' ? describe(shell.config, settings) : writeJson(settings)])
    })
}

function describe(config: string, { sources, reconciliations }: Settings): string {
  const lines = reconciliations.map(({ name, sides, fields }) => {
    const names = sides.map((side) => side.name).join(', ')
    return `  ${name}: ${names}; ${count(fields.length, 'field')}\n`
  })
  const found = `${count(Object.keys(sources).length, 'source')}, ${count(reconciliations.length, 'reconciliation')}`
  return `${config} is ok: ${found}\n${lines.join('')}`
}

function writeJson({ sources, reconciliations }: Settings): string {
  const names = reconciliations.map(({ name }) => name)
  return `${JSON.stringify({ ok: true, sources: Object.keys(sources), reconciliations: names })}\n`
}

/** `1 field`, `2 fields` */
function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
