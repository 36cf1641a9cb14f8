import type { SchemaFinding } from '../../domain/finding.ts'

/** Why a field could not be compared: `billing has no column "balance"`, `integer on crm, text on billing`. */
export function schemaProblem({ problem, side, column, nearest, types }: SchemaFinding): string {
  if (problem === 'missing-column') {
    const like = nearest === null ? '' : `, but "${nearest}"`
    return `${side} has no column "${column}"${like}`
  }
  return Object.entries(types)
    .map(([name, type]) => `${type} on ${name}`)
    .join(', ')
}

/** What makes the field comparable again, in the words of the config and of `counterfoil compare`. */
export function schemaRemedy({ problem }: SchemaFinding): string {
  return problem === 'missing-column'
    ? 'bring it back, or name it in columns:'
    : 'say its type by type: or --type'
}
