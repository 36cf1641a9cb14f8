import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { randomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { type BotProcess, spawnBot } from './bot-process.ts'
import { type FaultWorld, openFaultWorld, SEED } from './fault-world.ts'
import { brokenTelling, doubledTags } from './told-invariants.ts'
import {
  brokenAudit,
  brokenHistories,
  brokenOutbox,
  brokenRuns,
  brokenTruth,
  leftovers,
} from './tracker-invariants.ts'

const KILLS = Number(process.env.COUNTERFOIL_KILLS ?? 200)
/** Longer than any lease: what the dead held is free. */
const LEASES_END_MS = 130_000
const LONGEST_LIFE_MS = 800
test(`two bots on one tracker, killed ${KILLS} times: nothing is lost, doubled or half done`, async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED} COUNTERFOIL_KILLS=${KILLS}`)
  const world = await openWorld()
  answerSlowly(world)
  await killOften(world)
  world.playground.failCalls(null)
  await world.spawn('last').drain(world.clock.leadMs)
  console.info(await describeStory(world))
  expect(await findBroken(world), `seed ${SEED}, ${KILLS} kills`).toEqual([])
}, 600_000)

/** The world, and the bots in it. */
interface World extends FaultWorld {
  /** Everything that any bot said. */
  said(): readonly string[]
  spawn(name: string): BotProcess
}

async function openWorld(): Promise<World> {
  const world = await openFaultWorld({
    names: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
    sorted: ['seven'],
    followed: ['six', 'eight'],
    maxCards: 2,
    records: 30,
  })
  const bots: BotProcess[] = []
  onTestFinished(async () => void (await Promise.all(bots.map((bot) => bot.kill()))))
  return {
    ...world,
    said: () => bots.flatMap(({ lines }) => lines),
    spawn(name) {
      const bot = spawnBot({ ...world, name, seed: SEED + bots.length })
      bots.push(bot)
      return bot
    },
  }
}

/** Many are killed while Slack has their message and they do not know it yet. */
function answerSlowly({ playground }: World): void {
  const random = randomNumbers(SEED + 2)
  playground.failCalls((method) =>
    method === 'chat.postMessage' && random.below(2) === 0
      ? { kind: 'hold', until: pause(random.below(300)) }
      : null,
  )
}

/** What the kills hit, so that nobody takes a story in which nothing happened for a proof. */
async function describeStory({ query, playground }: World): Promise<string> {
  const [counted] = await query(`
    select (select count(*) from runs where state = 'completed') as runs, (select count(*) from messages) as messages,
      (select count(*) from runs where state = 'failed') as killed, (select count(*) from discrepancy_events) as events`)
  const looks = playground
    .transcript()
    .filter((entry) => entry.kind === 'call' && /^conversations\.(history|replies)$/.test(entry.method))
  return `${counted?.runs} runs, ${counted?.killed} killed runs, ${counted?.events} events, ${counted?.messages} messages, ${looks.length} looks for messages whose sender was killed`
}

/** One of the two at a time, or both at once; then also time passes, and what they held is free. */
async function killOften({ spawn, tables, clock, ...world }: World): Promise<void> {
  const random = randomNumbers(SEED + 1)
  const slots = await Promise.all(['a', 'b'].map((name) => openSlot(name)))
  for (let kills = 0; kills < KILLS; ) {
    await pause(random.below(LONGEST_LIFE_MS))
    const victims = random.below(2) === 0 ? slots : [slots[kills % 2]!]
    await Promise.all(victims.map((slot) => slot.kill()))
    kills += victims.length
    expect(doubledTags(world), `seed ${SEED}, after kill ${kills}`).toEqual([])
    if (victims.length === 2) clock.leadMs += LEASES_END_MS
    await random.pick(tables).change()
    if (kills >= KILLS) break
    await Promise.all(victims.map((slot) => slot.begin()))
    // However slow the machine is, some lives last long enough for something to be recorded.
    if (victims.length === 2 && random.below(2) === 0) await Promise.race(slots.map((slot) => slot.ran()))
  }
  await Promise.all(slots.map((slot) => slot.close()))
  clock.leadMs += LEASES_END_MS

  /** While one works, the next one loads. */
  async function openSlot(name: string) {
    let [bot, next] = [spawn(name), spawn(name)]
    await bot.begin(clock.leadMs)
    return {
      kill: () => bot.kill(),
      ran: () => bot.ran(),
      async begin() {
        bot = next
        next = spawn(name)
        await bot.begin(clock.leadMs)
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
    ...(await brokenAudit(query, world.databaseUrl)),
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
