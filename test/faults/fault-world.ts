import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { type RandomNumbers, randomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { loadText } from '../support/config-files.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { type ChangingTables, openChangingTables } from './changing-tables.ts'
import type { Query } from './tracker-invariants.ts'

/** `COUNTERFOIL_FAULT_SEED` repeats what a failure printed. */
export const SEED = Number(process.env.COUNTERFOIL_FAULT_SEED ?? Date.now() % 1_000_000)

/** Sources, a tracker on a server, a stand-in for Slack and one clock, until the test is over. */
export interface FaultWorld {
  /** Of Slack and all bots; how far it is ahead of ours. */
  readonly clock: { leadMs: number }
  readonly random: RandomNumbers
  /** Of the tracker. */
  readonly databaseUrl: string
  readonly query: Query
  /** A bot of ours on the same tracker. */
  readonly context: Context
  readonly playground: Playground
  readonly tables: readonly ChangingTables[]
  readonly dataFolder: string
  /** Where bots have their temporary files. */
  readonly tmp: string
  /** Settings, tracker and stand-in as JSON, for bots in other processes. */
  readonly jobFile: string
}

/** Each reconciliation compares two tables and tells a channel of its name; `sorted` ones need a scratch for their keys. */
export interface WorldOptions {
  readonly names: readonly string[]
  readonly sorted?: readonly string[]
  /** Those of which runs look at what changed. */
  readonly followed?: readonly string[]
  readonly maxCards: number
  /** Of each table. */
  readonly records: number
}

export async function openFaultWorld(options: WorldOptions): Promise<FaultWorld> {
  const { names, sorted = [], records } = options
  const server = await startPostgres()
  onTestFinished(server.close)
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-faults-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [dataFolder, tmp, jobFile] = ['data', 'tmp', 'job.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(tmp)
  const clock = { leadMs: 0 }
  const now = () => new Date(Date.now() + clock.leadMs)
  const random = randomNumbers(SEED)
  const tables: ChangingTables[] = []
  for (const name of names) {
    tables.push(
      await openChangingTables({ server, name, random, mixedCase: sorted.includes(name), records, now }),
    )
  }
  const postRate = { perSecond: 1_000, burst: 1_000 }
  const playground = await openPlayground({ channels: names, postRate, now })
  onTestFinished(playground.close)
  const { settings } = await loadText(configOf(options), { SYSTEMS_URL: server.url })
  const { databaseUrl, db, query } = await openTracker(server)
  const { apiUrl, botToken, appToken } = playground
  await writeFile(jobFile, JSON.stringify({ settings, databaseUrl, dataFolder, apiUrl, botToken, appToken }))
  const context: Context = {
    settings,
    db,
    connect: connectTo({ settings, dataFolder, log: silentLog }),
    scratchFolder: join(dataFolder, 'scratch'),
    log: silentLog,
    now,
    newId: () => crypto.randomUUID(),
    signal: new AbortController().signal,
    wakeDelivery() {},
  }
  return { clock, random, databaseUrl, query, context, playground, tables, dataFolder, tmp, jobFile }
}

function configOf({ names, sorted = [], followed = [], maxCards }: WorldOptions): string {
  const reconciliations = names.map(
    (name) => `
  ${name}:
    sides:
      crm: { source: systems, table: ${name}_crm, key: id, updatedAt: changed_at }
      billing: { source: systems, table: ${name}_billing, key: id, updatedAt: changed_at }
    ${sorted.includes(name) ? 'keys: { id: { ignoreCase: true } }' : ''}
    ${followed.includes(name) ? 'changes: { overlap: 5s, sweep: true }' : ''}
    fields: { balance: decimal, plan: { type: text, severity: medium } }
    notify: { channel: "#${name}", maxCards: ${maxCards} }
    triage: { escalate: { to: "@oncall" } }`,
  )
  return `sources:\n  systems: { type: postgres, url: "\${SYSTEMS_URL}" }\nreconciliations:${reconciliations.join('')}\n`
}

async function openTracker(server: TestPostgres) {
  await server.query('create database tracker')
  const databaseUrl = server.url.replace(/postgres$/, 'tracker')
  const { db, close } = await openDatabase({ databaseUrl, dataFolder: '' })
  onTestFinished(close)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  onTestFinished(() => client.end())
  const query: Query = async (sql, parameters) =>
    (await client.query(sql, parameters && [...parameters])).rows
  return { databaseUrl, db, query }
}
