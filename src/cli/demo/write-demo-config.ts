import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'

const TEMPLATE = new URL('../../../examples/demo/counterfoil.yml', import.meta.url)

/**
 * Writes the demo's `counterfoil.yml` into its folder and says where it is. `databaseUrl` is filled in; null makes all
 * sources files.
 */
export async function writeDemoConfig(folder: string, databaseUrl: string | null): Promise<string> {
  const template = await readFile(TEMPLATE, 'utf8')
  const placeholder = '${DEMO_DATABASE_URL}'
  const text = databaseUrl ? template.replace(placeholder, databaseUrl) : withFilesOnly(template)
  const path = join(folder, 'counterfoil.yml')
  await writeFile(path, text)
  return path
}

/** The same reconciliations, with the two database tables as CSV files. */
function withFilesOnly(template: string): string {
  const document = parseDocument(template)
  document.deleteIn(['sources', 'database'])
  for (const [reconciliation, side, table] of [
    ['customers', 'crm', 'customers'],
    ['payments', 'payments', 'payments'],
  ] as const) {
    document.setIn(['sources', table], document.createNode({ type: 'files', path: `${table}.csv` }))
    document.setIn(['reconciliations', reconciliation, 'sides', side, 'source'], table)
    document.deleteIn(['reconciliations', reconciliation, 'sides', side, 'table'])
  }
  return document.toString()
}
