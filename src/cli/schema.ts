import { Command } from 'commander'
import { openShell } from './open-shell.ts'

const EXAMPLES = `
Examples:
  $ counterfoil schema > counterfoil.schema.json
  then begin counterfoil.yml with: # yaml-language-server: $schema=counterfoil.schema.json`

/** `counterfoil schema` */
export function schemaCommand(): Command {
  return new Command('schema')
    .description("Prints the config's JSON Schema, by which editors check and complete it.")
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const { jsonSchema } = await import('../config/settings-schema.ts')
      await openShell(command).print([`${JSON.stringify(jsonSchema(), null, 2)}\n`])
    })
}
