import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { hashToken } from '../../domain/make-token.ts'

const TEMPLATE = new URL('../../../examples/demo/counterfoil.yml', import.meta.url)
/** As it stands there. */
const PAGER = 'http://127.0.0.1:4478/incidents'

/**
 * Writes the demo's `counterfoil.yml` into its folder and says where it is. `databaseUrl` and `writeUrl` are filled in; null
 * makes all sources of tables files, which no remedy can change. Incidents go to `pagerUrl`. The HTTP API takes `apiToken` from this computer.
 */
export async function writeDemoConfig(
  folder: string,
  {
    databaseUrl,
    writeUrl,
    pagerUrl,
    apiToken,
  }: {
    readonly databaseUrl: string | null
    readonly writeUrl: string | null
    readonly pagerUrl: string
    readonly apiToken: string
  },
): Promise<string> {
  const template = (await readFile(TEMPLATE, 'utf8')).replace(PAGER, pagerUrl)
  const text =
    databaseUrl && writeUrl
      ? template.replace('${DEMO_DATABASE_URL}', databaseUrl).replace('${DEMO_WRITE_URL}', writeUrl)
      : withFilesOnly(template)
  const path = join(folder, 'counterfoil.yml')
  await writeFile(path, `${text.trimEnd()}\n\n${apiConfig(apiToken)}`)
  return path
}

/** The port is free, as the demo chooses it when it starts. */
function apiConfig(token: string): string {
  const demo = `{ hash: "sha256:${hashToken(token).toString('hex')}", scopes: [read, run, triage] }`
  return `http:\n  host: 127.0.0.1\n  tokens:\n    demo: ${demo}\n`
}

/** The same reconciliations, with the two database tables as CSV files. */
function withFilesOnly(template: string): string {
  const document = parseDocument(template)
  document.deleteIn(['sources', 'database'])
  document.deleteIn(['reconciliations', 'customers', 'remedies'])
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
