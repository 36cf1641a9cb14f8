import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RandomNumbers, randomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import {
  type Cut,
  type CutMode,
  openStatementLine,
  type Statement,
  type StatementLine,
} from './statement-line.ts'
import { type PlayedStory, playStory } from './tracker-story.ts'

const SEED = Number(process.env.COUNTERFOIL_FAULT_SEED ?? Date.now() % 1_000_000)
/** Stories wait for round trips most of the time. */
const AT_ONCE = 4
const MODES: readonly CutMode[] = ['before', 'after']

let server: TestPostgres
let lines: readonly StatementLine[] = []
let stories = 0
let lastQuery: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED}`)
  server = await startPostgres()
  const port = Number(new URL(server.url).port)
  lines = await Promise.all(Array.from({ length: AT_ONCE }, () => openStatementLine(port)))
  await server.query('create database migrated')
  const { close } = await openDatabase({ databaseUrl: urlOf('migrated'), dataFolder: '' })
  await close()
})
afterAll(async () => {
  for (const line of lines) await line.close()
  await server?.close()
})

function urlOf(database: string, port = new URL(server.url).port): string {
  const url = new URL(server.url)
  url.port = String(port)
  url.pathname = `/${database}`
  return url.href
}

/** There is one connection for it. */
function inTurn(sql: string): Promise<unknown> {
  lastQuery = lastQuery.then(() => server.query(sql))
  return lastQuery
}

/** Each story has a tracker of its own, without a row. */
async function play(line: StatementLine, cut: Cut | null): Promise<PlayedStory> {
  const name = `story_${stories++}`
  await inTurn(`create database ${name} template migrated`)
  const urls = { direct: urlOf(name), cuttable: urlOf(name, String(line.port)) }
  const played = await playStory({ line, urls, cut })
  await inTurn(`drop database ${name} with (force)`)
  return played
}

test('the tracker is cut off in every kind of statement, and in the end all is as if it never had been', async () => {
  const whole = await play(lines[0]!, null)
  expect(whole.problems, 'the story without a cut').toEqual([])
  const cuts = planCuts(whole.statements)
  console.info(`${whole.statements.length} statements, ${cuts.length} cuts`)
  const broken: string[] = []
  let done = 0
  const left = [...cuts]
  const playOn = async (line: StatementLine) => {
    for (let cut = left.shift(); cut; cut = left.shift()) {
      const { problems, isCut } = await play(line, cut)
      if (isCut) done++
      const where = `seed ${SEED}: cut ${cut.mode} time ${cut.time} of "${cut.text.slice(0, 200)}"`
      if (problems.length > 0) broken.push([where, ...problems].join('\n  '))
    }
  }
  await Promise.all(lines.map(playOn))
  expect(broken).toEqual([])
  // What runs side by side may come in another order, and then a time is missed.
  expect(done).toBeGreaterThan(cuts.length * 0.9)
}, 900_000)

/** Every kind of statement at one of its times; of those that end transactions, one in every step. */
function planCuts(statements: readonly Statement[]): Cut[] {
  const random = randomNumbers(SEED)
  const times = new Map<string, Map<string, number[]>>()
  const passed = new Map<string, number>()
  for (const { step, text } of statements) {
    const time = (passed.get(text) ?? 0) + 1
    passed.set(text, time)
    const group = text === 'commit' ? step : 'any step'
    const kind = times.get(text) ?? new Map<string, number[]>()
    times.set(text, kind.set(group, [...(kind.get(group) ?? []), time]))
  }
  return [...times].flatMap(([text, groups]) =>
    [...groups.values()].flatMap((group) =>
      modesOf(text, random).map((mode) => ({ text, mode, time: random.pick(group) })),
    ),
  )
}

/** Of what only reads it is the same to the tracker whether the server did it. */
function modesOf(text: string, random: RandomNumbers): readonly CutMode[] {
  const isRead = /^select\b/.test(text) && !/for update|lock/.test(text)
  return isRead ? [random.pick(MODES)] : MODES
}
