import { readdir } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RandomNumbers, randomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'
import type { Context } from '../../src/operations/context.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'
import { type ChangingRecords, openChangingRecords } from './changing-records.ts'
import type { CuttableSource } from './cuttable-source.ts'
import { openFileSource } from './file-sources.ts'
import { openHttpSource } from './http-source.ts'
import { openMariadbSource, openPostgresSource, writePlainTable } from './server-sources.ts'
import { brokenHistories, brokenRuns, brokenTruth, type Query } from './tracker-invariants.ts'

const SEED = Number(process.env.COUNTERFOIL_FAULT_SEED ?? Date.now() % 1_000_000)
/** Of each source: more than 100 in all. */
const TRIES = Number(process.env.COUNTERFOIL_CUTS ?? 8)
const BEGINNING = new Date('2026-11-21T12:00:00Z')
const SCOPES = ['everything', 'changed'] as const
type ScopeName = (typeof SCOPES)[number]

const POSTGRES = ['merge', 'checksum', 'keyHash', 'join'] as const
const MARIADB = ['merge', 'checksum'] as const
const HTTP = ['length', 'chunks', 'close'] as const
const FILES = ['csv', 'gz', 'ndjson', 'json', 'sqlite'] as const

let postgres: TestPostgres
let mariadb: TestMariadb | null = null
let files: TrackedFiles
let query: Query
const sources = new Map<string, CuttableSource>()

beforeAll(async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED} COUNTERFOIL_CUTS=${TRIES}`)
  postgres = await startPostgres()
  mariadb = MARIADB_MISSING ? null : await startMariadb()
  const opened = await Promise.all([
    ...POSTGRES.map((candidates) => openPostgresSource(postgres, candidates)),
    ...(mariadb ? MARIADB.map((candidates) => openMariadbSource(mariadb!, candidates)) : []),
    ...HTTP.map((framing) => openHttpSource(framing, () => files.context)),
    ...FILES.map((format) => openFileSource(format, () => files.folder)),
  ])
  for (const source of opened) sources.set(source.name, source)
  await postgres.query('create database tracker')
  const databaseUrl = postgres.url.replace(/postgres$/, 'tracker')
  const variables = Object.assign({ plain_url: postgres.url }, ...opened.map((source) => source.variables))
  files = await openTrackedFiles({ config: configOf(opened), variables, databaseUrl })
  query = async (text) =>
    ((await files.context.db.execute(sql.raw(text))) as unknown as { rows: Record<string, unknown>[] }).rows
})
afterAll(async () => {
  for (const source of sources.values()) await source.close()
  await files?.close()
  await mariadb?.close()
  await postgres?.close()
})

const NAMES = [
  ...POSTGRES.map((candidates) => `postgres_${candidates.toLowerCase()}`),
  ...MARIADB.map((candidates) => `mariadb_${candidates}`),
  ...HTTP.map((framing) => `http_${framing}`),
  ...FILES.map((format) => `file_${format}`),
]

describe.each(NAMES)('%s', (name) => {
  const isSkipped = name.startsWith('mariadb') && MARIADB_MISSING !== null

  test.skipIf(isSkipped)('a run of which the answer is cut anywhere concludes all or nothing', async () => {
    const random = randomNumbers(SEED + NAMES.indexOf(name))
    const story = await beginStory(sources.get(name)!, random)
    const cuts = { failed: 0, completed: 0 }
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const scope = random.pick(SCOPES)
      await story.change()
      const outcome = await story.runCut(scope, `seed ${SEED}, ${name}, try ${attempt}, ${scope}`)
      cuts[outcome]++
    }
    expect(cuts.failed, `seed ${SEED}: of ${TRIES} runs that were cut some must fail`).toBeGreaterThan(0)
    await story.change()
    await story.runWhole(random.pick(SCOPES))
    expect(await story.broken(), `seed ${SEED}, ${name}, in the end`).toEqual([])
  })
})

/** The world of one source goes on from try to try; what a run that fails could not know, the next one finds. */
async function beginStory(source: CuttableSource, random: RandomNumbers) {
  let now = BEGINNING
  const records = openChangingRecords(source.name, random, now)
  const lengths = new Map<ScopeName, number>()
  const context: Context = {
    ...files.context,
    now: () => now,
    connect: (name, onWait) =>
      name === source.name && source.connect ? source.connect() : files.context.connect(name, onWait),
  }
  const run = (kind: ScopeName) =>
    runReconciliation(context, { name: source.name, scope: { kind }, trigger: 'cli', requestedBy: 'ada' })

  async function write(): Promise<void> {
    await writePlainTable(postgres, `${source.name}_crm`, records.list('crm'))
    await source.write(records)
  }

  async function runWhole(scope: ScopeName): Promise<void> {
    await source.mend()
    await run(scope)
    lengths.set(scope, (await source.mend()).bytes)
  }

  await write()
  await runWhole('everything')
  await runWhole('changed')
  return {
    runWhole,
    broken: () => findBroken(source.name, records),
    async change(): Promise<void> {
      now = new Date(now.getTime() + 60_000)
      records.change(now)
      await write()
      now = new Date(now.getTime() + 1_000)
    },
    async runCut(scope: ScopeName, which: string): Promise<'failed' | 'completed'> {
      // Sometimes after the end.
      const afterBytes = random.below(Math.ceil(lengths.get(scope)! * 1.05))
      const about = `${which}, cut after ${afterBytes} of about ${lengths.get(scope)} bytes`
      const before = await snapshot(source.name)
      await source.cut(afterBytes, random)
      const error = await run(scope).then(
        () => null,
        (reason: unknown) => reason,
      )
      const { isCut } = await source.mend()
      expect(await findBroken(source.name, error === null ? records : null), about).toEqual([])
      if (error === null) return 'completed'
      expect(isCut, `${about}: failed and nothing was cut: ${error}`).toBe(true)
      expect(error, about).toBeInstanceOf(CounterfoilError)
      expect(`${(error as CounterfoilError).code} ${(error as Error).message}`, about).toMatch(
        new RegExp(`^source-[a-z]+ .*\\b${source.name}\\b`, 's'),
      )
      expect((error as Error).message, about).not.toContain('s3cret-pw')
      expect(await snapshot(source.name), about).toEqual(before)
      return 'failed'
    },
  }
}

/** All that a run may change but the run itself. */
async function snapshot(name: string): Promise<Record<string, unknown>> {
  const rows = async (sql: string) => JSON.stringify(await query(sql))
  return {
    discrepancies: await rows(`select * from discrepancies where reconciliation = '${name}' order by number`),
    events: await rows(`select count(*), max(e.id) from discrepancy_events e`),
    watermarks: await rows(`select * from watermarks where reconciliation = '${name}' order by side`),
    outbox: await rows('select tag, generation, state, next_attempt_at from outbox order by tag'),
  }
}

/** `records`: what the last run has concluded about; null where it failed. */
async function findBroken(name: string, records: ChangingRecords | null): Promise<string[]> {
  const own: Query = (sql) =>
    query(
      sql.replace(
        /\bfrom discrepancies\b/,
        `from (select * from discrepancies where reconciliation = '${name}') as own`,
      ),
    )
  const [last] = await query(
    `select state, error from runs where reconciliation = '${name}' order by started_at desc, finished_at desc limit 1`,
  )
  const expected = records ? 'completed' : 'failed'
  return [
    ...(last?.state === expected ? [] : [`the last run is ${last?.state}: ${last?.error}`]),
    ...(records ? await brokenTruth(own, records.differences()) : []),
    ...(await brokenRuns(query)),
    ...(await brokenHistories(query)),
    ...(await scratchFiles()),
  ]
}

/** What is left of the scratch of runs that are over. */
async function scratchFiles(): Promise<string[]> {
  const names = await readdir(files.context.scratchFolder).catch(() => [])
  return names.map((each) => `scratch ${each} is left over`)
}

function configOf(opened: readonly CuttableSource[]): string {
  const sourceLines = opened.map(({ name, config }) => `  ${name}: ${config}`)
  const reconciliations = opened.map(
    ({ name, side, otherSide, rules }) => `  ${name}:
    sides:
      crm: { ${otherSide ?? `source: plain, table: ${name}_crm, key: id`}, updatedAt: changed_at }
      billing: { source: ${name}, ${side}, updatedAt: changed_at }
    fields: { balance: decimal, note: text }
    changes: { overlap: 5m }
    notify: { channel: "#ops", maxCards: 2 }
    ${rules ?? 'candidates: auto'}`,
  )
  return [
    'sources:',
    '  plain: { type: postgres, url: "${plain_url}" }',
    ...sourceLines,
    'reconciliations:',
    ...reconciliations,
  ].join('\n')
}
