import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { randomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Context } from '../../src/operations/context.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { loadText } from '../support/config-files.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { type BotProcess, spawnBot } from './bot-process.ts'
import { type ChangingTables, openChangingTables } from './changing-tables.ts'
import { brokenTelling } from './told-invariants.ts'
import {
  brokenHistories,
  brokenOutbox,
  brokenRuns,
  brokenTruth,
  leftovers,
  type Query,
} from './tracker-invariants.ts'

const KILLS = Number(process.env.COUNTERFOIL_KILLS ?? 200)
const SEED = Number(process.env.COUNTERFOIL_FAULT_SEED ?? Date.now() % 1_000_000)
/** Longer than any lease: what the dead held is free. */
const LEASES_END_MS = 130_000
const LONGEST_LIFE_MS = 800
const NAMES = ['one', 'two', 'three', 'four', 'sorted']
const PLAIN = NAMES.filter((name) => name !== 'sorted')

const CONFIG = `
sources:
  systems: { type: postgres, url: "\${SYSTEMS_URL}" }
reconciliations:
${NAMES.map(
  (name) => `  ${name}:
    sides:
      crm: { source: systems, table: ${name}_crm, key: id }
      billing: { source: systems, table: ${name}_billing, key: id }${
        PLAIN.includes(name) ? '' : '\n    keys: { id: { ignoreCase: true } }'
      }
    fields: { balance: decimal, plan: { type: text, severity: medium } }
    notify: { channel: "#${name}", maxCards: 2 }
    triage: { escalate: { to: "@oncall" } }
`,
).join('')}`

test(`two bots on one tracker, killed ${KILLS} times: nothing is lost, doubled or half done`, async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED} COUNTERFOIL_KILLS=${KILLS}`)
  const world = await openWorld()
  const leadMs = await killOften(world)
  const last = world.spawn('last')
  await last.drain(leadMs)
  expect(await findBroken(world), `seed ${SEED}, ${KILLS} kills`).toEqual([])
}, 600_000)

interface World {
  readonly query: Query
  readonly context: Context
  readonly playground: Awaited<ReturnType<typeof openPlayground>>
  readonly tables: readonly ChangingTables[]
  readonly dataFolder: string
  readonly tmp: string
  /** Everything that any bot said. */
  said(): readonly string[]
  spawn(name: string): BotProcess
}

async function openWorld(): Promise<World> {
  const server = await startPostgres()
  onTestFinished(server.close)
  const random = randomNumbers(SEED)
  const tables: ChangingTables[] = []
  for (const name of NAMES) {
    tables.push(await openChangingTables({ server, name, random, mixedCase: !PLAIN.includes(name) }))
  }
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-faults-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [dataFolder, tmp] = [join(folder, 'data'), join(folder, 'tmp')]
  await mkdir(tmp)
  const postRate = { perSecond: 1_000, burst: 1_000 }
  const playground = await openPlayground({ channels: NAMES, postRate })
  onTestFinished(playground.close)
  const { settings } = await loadText(CONFIG, { SYSTEMS_URL: server.url })
  const tracker = await openTracker(server)
  const job = { settings, databaseUrl: tracker.url, dataFolder, ...playground }
  await writeFile(join(folder, 'job.json'), JSON.stringify(job))
  const bots: BotProcess[] = []
  onTestFinished(async () => void (await Promise.all(bots.map((bot) => bot.kill()))))
  const context = { settings, db: tracker.db, log: silentLog, now: () => new Date() } as Context
  return {
    query: tracker.query,
    context: { ...context, connect: connectTo({ settings, dataFolder, log: silentLog }) },
    playground,
    tables,
    dataFolder,
    tmp,
    said: () => bots.flatMap(({ lines }) => lines),
    spawn(name) {
      const bot = spawnBot({ jobFile: join(folder, 'job.json'), name, seed: SEED + bots.length, tmp })
      bots.push(bot)
      return bot
    },
  }
}

async function openTracker(server: TestPostgres) {
  await server.query('create database tracker')
  const url = server.url.replace(/postgres$/, 'tracker')
  const { db, close } = await openDatabase({ databaseUrl: url, dataFolder: '' })
  onTestFinished(close)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  const query: Query = async (sql, parameters) =>
    (await client.query(sql, parameters && [...parameters])).rows
  return { url, db, query }
}

/** One of the two at a time, or both at once; then also time passes, and what they held is free. */
async function killOften({ spawn, tables }: World): Promise<number> {
  const random = randomNumbers(SEED + 1)
  let leadMs = 0
  const slots = await Promise.all(['a', 'b'].map((name) => openSlot(name)))
  for (let kills = 0; kills < KILLS; ) {
    await pause(random.below(LONGEST_LIFE_MS))
    const victims = random.below(2) === 0 ? slots : [slots[kills % 2]!]
    await Promise.all(victims.map((slot) => slot.kill()))
    kills += victims.length
    if (victims.length === 2) leadMs += LEASES_END_MS
    await random.pick(tables).change()
    if (kills < KILLS) await Promise.all(victims.map((slot) => slot.begin(leadMs)))
  }
  await Promise.all(slots.map((slot) => slot.close()))
  return leadMs + LEASES_END_MS

  /** While one works, the next one loads. */
  async function openSlot(name: string) {
    let [bot, next] = [spawn(name), spawn(name)]
    await bot.begin(leadMs)
    return {
      kill: () => bot.kill(),
      async begin(lead: number) {
        bot = next
        next = spawn(name)
        await bot.begin(lead)
      },
      close: async () => void (await Promise.all([bot.kill(), next.kill()])),
    }
  }
}

async function findBroken(world: World): Promise<string[]> {
  const { query, context, playground, tables, dataFolder, tmp } = world
  return [
    ...world.said().filter((line) => line.startsWith('unexpected')),
    ...(await brokenTruth(
      query,
      tables.flatMap((each) => each.differences()),
    )),
    ...(await brokenRuns(query)),
    ...(await brokenHistories(query)),
    ...(await brokenOutbox(query)),
    ...(await brokenTelling({ query, context, playground })),
    ...(await brokenPromises(world)),
    ...(await leftovers(join(dataFolder, 'scratch'), tmp)),
  ]
}

/** What a bot said that it had done, before it was killed, is done, and once. */
async function brokenPromises({ query, said }: World): Promise<string[]> {
  const told = (word: string) =>
    said().flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  const events = (
    await query(`select actor->>'id' as id from discrepancy_events where actor->>'kind' = 'person'`)
  ).map(({ id }) => String(id))
  const runs = new Set(
    (await query(`select id from runs where state = 'completed'`)).map(({ id }) => String(id)),
  )
  return [
    ...told('accepted')
      .filter((id) => !events.includes(id))
      .map((id) => `the click ${id} was accepted and is lost`),
    ...events.filter((id, at) => events.indexOf(id) !== at).map((id) => `the click ${id} happened twice`),
    ...told('completed')
      .filter((id) => !runs.has(id))
      .map((id) => `run ${id} was completed and is not`),
  ]
}
