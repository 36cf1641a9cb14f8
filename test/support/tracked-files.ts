import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Log } from '../../src/domain/log.ts'
import type { Context } from '../../src/operations/context.ts'
import { readEventRecords } from '../../src/store/event-records.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { copyEmbeddedTracker } from './embedded-tracker.ts'
import { writeSettled } from './write-settled.ts'

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A folder with CSV files as sources, a config that compares them, and an embedded tracker; no Slack. */
export interface TrackedFiles {
  readonly folder: string
  readonly context: Context
  /** Where the tracker is. */
  readonly tracker: { readonly databaseUrl: string | null; readonly dataFolder: string }
  write(file: string, lines: readonly string[]): Promise<void>
  /** As if the process ended; the files stay. */
  closeTracker(): Promise<void>
  close(): Promise<void>
}

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, key: id, dateColumn: created }
      billing: { source: billing, key: id, dateColumn: created }
    fields:
      balance: { type: decimal, tolerance: 0.01 }
      plan: { type: text, severity: medium }
    likelyCorrect: { default: billing }
    notify: { channel: "#ops", digest: "#ops", maxCards: 3 }
    triage: { escalate: { to: "@oncall" } }
`

/** With a tracker of its own: on the server of `databaseUrl`, else embedded. */
export async function openTrackedFiles({
  config = CONFIG,
  variables = {},
  databaseUrl = null,
}: {
  config?: string
  variables?: Readonly<Record<string, string>>
  databaseUrl?: string | null
} = {}): Promise<TrackedFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-test-'))
  await writeFile(join(folder, 'counterfoil.yml'), config)
  const settings = await loadSettings(join(folder, 'counterfoil.yml'), variables)
  const environment = {
    slackBotToken: null,
    slackAppToken: null,
    slackSigningSecret: null,
    slackApiUrl: 'http://127.0.0.1:1/',
    databaseUrl,
    dataFolder: join(folder, 'data'),
  }
  if (databaseUrl === null) await copyEmbeddedTracker(environment.dataFolder)
  const { db, close } = await openDatabase(environment)
  const context: Context = {
    settings,
    db,
    connect: connectTo({
      settings,
      dataFolder: environment.dataFolder,
      log: silentLog,
      eventRecords: (wanted) => readEventRecords(db, wanted),
    }),
    scratchFolder: join(folder, 'data', 'scratch'),
    log: silentLog,
    now: () => new Date(),
    newId: randomUUID,
    signal: new AbortController().signal,
    wakeDelivery() {},
    nextRunAt: () => null,
  }
  return {
    folder,
    context,
    tracker: environment,
    write: (file, lines) => writeSettled(join(folder, file), `${lines.join('\n')}\n`),
    closeTracker: close,
    async close() {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
