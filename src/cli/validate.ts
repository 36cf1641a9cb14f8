import { Command } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { loadConfig } from './open-context.ts'
import { openShell } from './open-shell.ts'

const EXAMPLES = `
Examples:
  $ counterfoil validate
  $ counterfoil validate --config staging.yml
  $ counterfoil validate --explain 1042
  $ counterfoil validate --of customers --explain '{"kind":"missing","missingFrom":["billing"]}'`

/** `counterfoil validate` */
export function validateCommand(): Command {
  return new Command('validate')
    .description('Checks the config and names every problem with its place and remedy. Connects to nothing.')
    .option('--explain <finding>', 'where a finding goes, and why: its JSON, or a number of the tracker')
    .option('--of <name>', 'the reconciliation of --explain, where there are several')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { explain?: string; of?: string }, command: Command) => {
      const shell = openShell(command)
      const settings = await loadConfig(shell)
      const { explain: what, of } = options
      if (what !== undefined) {
        const { explainRouting } = await import('./explain-routing.ts')
        return await explainRouting(shell, settings, { what, ...(of === undefined ? {} : { of }) })
      }
      if (of !== undefined)
        throw new CounterfoilError('usage', '--of goes with --explain: write both, or leave it out')
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
