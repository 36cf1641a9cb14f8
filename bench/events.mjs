// Whether 100,000 events in a minute are all noted and checked while people get their answers: `npm run bench` (build first).
//
// The bot is in a process of its own (`events-bot.mjs`), in Socket Mode against the stand-in for Slack, which is here, with
// its embedded tracker. It is told 100,000 events at an even pace, first a hundred a call, then one a call; a window is ten
// seconds, so it checks records meanwhile. The time of a command is that from the press to the acknowledgement as Slack
// sees it, and to the answer that reads the tracker. BENCH_EVENTS says how many events.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPlayground } from '../dist/playground/start-playground.js'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 100_000)
const SECONDS = (EVENTS / 100_000) * 60
/** So often somebody does something. */
const EVERY_MS = 100
const P99_LIMIT_MS = 250
const LIMIT_MS = 3_000
/** One in so many records reaches one side only. */
const LOST_EVERY = 10_000

const folder = await mkdtemp(join(tmpdir(), 'counterfoil-bench-events-'))
const playground = await startPlayground({ port: 0, log: quiet(), channels: ['#bench'] })
let bot = null
try {
  await writeFile(join(folder, 'counterfoil.yml'), config())
  bot = startBot()
  await answerOf('started')
  // What is loaded when the first record is checked is loaded once.
  await ask('tell', { name: 'first', size: 100, events: 100, seconds: 1, lostEvery: LOST_EVERY })
  await ask('count', { name: 'first' })
  const idle = await press(sleep(5_000))
  const results = { idle: figures(idle) }
  for (const size of [100, 1]) results[`${size} a call`] = await measure(size, idle)
  process.stdout.write(`${JSON.stringify({ events: EVENTS, seconds: SECONDS, results }, null, 2)}\n`)
} finally {
  if (bot !== null && bot.exitCode === null) {
    const ended = once(bot, 'exit')
    bot.send({ ask: 'stop' })
    await ended
  }
  await playground.close()
  await rm(folder, { recursive: true, force: true })
}

async function measure(size, idle) {
  const name = `by-${size}`
  const told = ask('tell', { name, size, events: EVENTS, seconds: SECONDS, lostEvery: LOST_EVERY })
  const times = await press(told)
  const { took, accepted, slowest, blockedMs } = await told
  const { checkedAfter, runs, awaited, records, found } = await ask('count', { name })
  const lost = Math.ceil(EVENTS / 2 / LOST_EVERY)
  const isWhole = accepted === EVENTS && awaited === 0 && records === EVENTS - lost && found === lost
  return {
    seconds: took,
    callsP99: slowest,
    blockedMs,
    checkedAfter,
    runs,
    notedAndChecked: isWhole ? 'all' : { accepted, awaited, records, found },
    pace: took <= SECONDS * 1.05 ? 'reached' : 'missed',
    commands: judge(times, idle),
  }
}

/** Asks until then; each is timed from the press to Slack's receipt of the acknowledgement, and to its answer. */
async function press(until) {
  const times = { acknowledged: [], answered: [] }
  let isOver = false
  until.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  while (!isOver) {
    const seen = new Set(playground.messages('#bench').map(({ ts }) => ts))
    const answer = playground.nextMessage(
      ({ ts, text }) => text.startsWith('Status:') && !seen.has(ts),
      60_000,
    )
    const began = performance.now()
    await expectOk(playground.command('ada', '#bench', '/recon status'))
    times.acknowledged.push(performance.now() - began)
    await answer
    times.answered.push(performance.now() - began)
    await sleep(EVERY_MS)
  }
  await until
  return times
}

function figures(times) {
  return Object.fromEntries(
    Object.entries(times).map(([kind, list]) => {
      const sorted = list.sort((a, b) => a - b)
      const at = (share) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] * 10) / 10
      return [kind, { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }]
    }),
  )
}

/** A machine that has other things to do is slow when the bot is idle, too: it may become three times as slow. */
function judge(times, idle) {
  const before = figures(idle)
  return Object.fromEntries(
    Object.entries(figures(times)).map(([kind, { p99, ...rest }]) => {
      const limit = Math.max(kind === 'acknowledged' ? P99_LIMIT_MS : LIMIT_MS, 3 * before[kind].p99)
      const isReached = p99 < limit && (kind === 'answered' || rest.max < LIMIT_MS)
      return [kind, { ...rest, p99, limit, target: isReached ? 'reached' : 'missed' }]
    }),
  )
}

function startBot() {
  const env = {
    PATH: process.env.PATH,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    SLACK_API_URL: playground.apiUrl,
    COUNTERFOIL_DATA: join(folder, 'data'),
  }
  return fork(fileURLToPath(new URL('events-bot.mjs', import.meta.url)), { cwd: folder, env })
}

async function ask(question, details) {
  bot.send({ ask: question, ...details })
  return await answerOf(question)
}

async function answerOf(question) {
  for (;;) {
    const [message] = await Promise.race([once(bot, 'message'), once(bot, 'exit')])
    if (message === null || typeof message !== 'object') throw new Error(`the bot ended with ${message}`)
    if (message.of === question) return message
  }
}

function config() {
  const reconciliation = (name) => `  ${name}:
    sides:
      shop: { source: posted, key: id }
      till: { source: posted, key: id }
    fields: { amount: decimal }
    expectWithin: 10s
    notify: { channel: "#bench", maxCards: 1 }
`
  return `sources:
  posted: { type: events }
reconciliations:
${['first', 'by-100', 'by-1'].map(reconciliation).join('')}`
}

async function expectOk(acting) {
  const outcome = await acting
  if (!outcome.ok) throw new Error(`it was not acknowledged: ${JSON.stringify(outcome)}`)
}

function quiet() {
  const nothing = () => undefined
  return { debug: nothing, info: nothing, warn: nothing, error: nothing }
}
