import type { KeyRules } from '../domain/key-rules.ts'
import type { Via } from '../domain/reconciliation.ts'
import { keyColumns } from './key-columns.ts'
import type { ViaConfig } from './key-schema.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** The rules of the key's parts, a prefix that all sides have said for each of them. */
export function normaliseKeyRules({ keys, sides }: ReconciliationConfig): Record<string, KeyRules> {
  const rules = Object.entries(keys ?? {}).map(([name, rule]): [string, KeyRules] => [
    name,
    {
      type: rule.type ?? null,
      trim: rule.trim ?? false,
      ignoreCase: rule.ignoreCase ?? false,
      keep: rule.keep ?? null,
      stripPrefix: prefixes(rule.stripPrefix ?? {}, Object.keys(sides)),
    },
  ])
  return Object.fromEntries(rules)
}

function prefixes(said: string | Readonly<Record<string, string>>, sides: readonly string[]) {
  return typeof said === 'string' ? Object.fromEntries(sides.map((side) => [side, said])) : said
}

export function normaliseVia(config: ViaConfig): Via {
  return {
    source: config.source,
    location: { table: config.table ?? null, query: config.query ?? null, where: config.where ?? null },
    from: keyColumns({ key: config.from }),
    to: keyColumns({ key: config.to }),
  }
}
