// The bot of `events.mjs`: it is told what to note, and notes it in its own process, as a door would.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { startApp } from '../dist/app.js'
import { loadSettings } from '../dist/config/load-settings.js'
import { readEnvironment } from '../dist/config/read-environment.js'
import { noteEvents } from '../dist/operations/note-events.js'

const nothing = () => undefined
const log = { debug: nothing, info: nothing, warn: console.error, error: console.error }
const settings = await loadSettings('counterfoil.yml', process.env)
const app = await startApp({ settings, environment: readEnvironment(), log })
process.on('message', ({ ask, ...details }) => {
  if (ask === 'tell') tell(details).then((told) => process.send({ of: 'tell', ...told }))
  if (ask === 'count') count(details).then((counted) => process.send({ of: 'count', ...counted }))
  if (ask === 'stop') app.stop().then(() => process.exit(0))
})
process.send({ of: 'started' })

/** At an even pace, as many calls at once as come due. */
async function tell({ name, size, events, seconds, lostEvery }) {
  const began = performance.now()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const calls = []
  const times = []
  let accepted = 0
  for (let first = 0; first < events; first += size) {
    const dueMs = (first / events) * seconds * 1_000
    const early = began + dueMs - performance.now()
    if (early > 0) await sleep(early)
    const at = new Date()
    const all = Array.from({ length: size }, (_, index) => eventOf(first + index, { at, lostEvery })).flat()
    const called = performance.now()
    calls.push(
      noteEvents(app.context, { reconciliation: name, events: all }).then((noted) => {
        accepted += noted.accepted
        times.push(performance.now() - called)
      }),
    )
  }
  await Promise.all(calls)
  times.sort((a, b) => a - b)
  delay.disable()
  return {
    blockedMs: { p99: Math.round(delay.percentile(99) / 1e6), max: Math.round(delay.max / 1e6) },
    took: Math.round((performance.now() - began) / 100) / 10,
    accepted,
    slowest: Math.round(times[Math.ceil(times.length * 0.99) - 1]),
  }
}

/** Each record is written by the shop and then by the till, but for some: there the till says only that it was deleted. */
function eventOf(index, { at, lostEvery }) {
  const record = Math.floor(index / 2)
  const isTill = index % 2 === 1
  const isLost = isTill && record % lostEvery === 0
  return {
    side: isTill ? 'till' : 'shop',
    key: [String(record)],
    at,
    record: isLost ? null : { amount: `${record}.50` },
  }
}

/** When nothing is awaited any more. */
async function count({ name }) {
  const { db } = app.context
  const one = async (statement) => Number(Object.values((await db.execute(statement)).rows[0])[0])
  const began = performance.now()
  const isAwaited = () => one(sql`select count(*) from expectations where reconciliation = ${name}`)
  let awaited = await isAwaited()
  while (awaited > 0 && performance.now() - began < 120_000) {
    await sleep(500)
    awaited = await isAwaited()
  }
  return {
    checkedAfter: Math.round((performance.now() - began) / 100) / 10,
    awaited,
    runs: await one(sql`select count(*) from runs where reconciliation = ${name} and state = 'completed'`),
    records: await one(
      sql`select count(*) from event_records where reconciliation = ${name} and record is not null`,
    ),
    found: await one(sql`select count(*) from discrepancies where reconciliation = ${name}`),
  }
}
