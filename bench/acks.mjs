// How fast the bot acknowledges commands and clicks while it compares millions of rows: `npm run bench` (build first).
//
// The bot is `counterfoil start` in a process of its own, in Socket Mode against the stand-in for Slack, which is here, with
// its embedded tracker. The time is that from the press to the acknowledgement as Slack sees it. BENCH_ROWS says how many.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPlayground } from '../dist/playground/start-playground.js'
import { statementsOf, tableOf, truthOf } from './data.mjs'
import { startServer } from './server.mjs'

const ROWS = Number(process.env.BENCH_ROWS ?? 10_000_000)
/** So often somebody does something. */
const EVERY_MS = 40
const P99_LIMIT_MS = 250
const LIMIT_MS = 3_000

const folder = await mkdtemp(join(tmpdir(), 'counterfoil-bench-acks-'))
const server = await startServer()
const playground = await startPlayground({ port: 0, log: quiet(), channels: ['#bench'] })
let bot = null
try {
  const large = tableOf('large', { rows: ROWS, columns: 9, every: 10_000 })
  for (const statement of statementsOf(large)) await server.query(statement)
  await writeFile(join(folder, 'counterfoil.yml'), config())
  bot = startBot()
  await untilConnected()
  process.stdout.write(`${JSON.stringify({ rows: ROWS, results: await measure(truthOf(large)) }, null, 2)}\n`)
} finally {
  if (bot !== null && bot.exitCode === null) {
    const ended = once(bot, 'exit')
    bot.kill('SIGTERM')
    await ended
  }
  await playground.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
}

async function measure(truth) {
  const button = await openMenu()
  const idle = await press({ button, until: sleep(5_000) })
  const started = performance.now()
  await expectOk(playground.command('ada', '#bench', '/recon run large'))
  const matched = `${truth.matched.toLocaleString('en')} matched records`
  const done = playground.nextMessage(({ text, blocks }) => said(text, blocks).includes(matched), 3_600_000)
  const busy = await press({ button, until: done })
  const seconds = Math.round((performance.now() - started) / 1_000)
  return { idle: judge(idle), comparing: { seconds, ...judge(busy) } }
}

async function untilConnected() {
  while (playground.connections() < 2) {
    if (bot.exitCode !== null) throw new Error(`the bot ended with ${bot.exitCode}`)
    await sleep(100)
  }
}

/** Presses in turn until then; each is timed from the press to Slack's receipt of the acknowledgement. */
async function press({ button, until }) {
  const times = { command: [], button: [] }
  let isOver = false
  until.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  for (let turn = 0; !isOver; turn++) {
    const [kind, act] =
      turn % 2 === 0
        ? ['command', () => playground.command('ben', '#bench', '/recon help')]
        : ['button', () => playground.click({ user: 'grace', ...button })]
    const began = performance.now()
    await expectOk(act())
    times[kind].push(performance.now() - began)
    await sleep(EVERY_MS)
  }
  await until
  return times
}

/** A button that stays: *Mine* of the menu, which reads the tracker. */
async function openMenu() {
  await expectOk(playground.command('grace', '#bench', '/recon'))
  const actionId = 'menu.mine'
  const fits = ({ blocks }) => said('', blocks).includes(actionId)
  const { channel, ts } = await playground.nextMessage(fits)
  return { channel, ts, actionId }
}

function judge(times) {
  return Object.fromEntries(
    Object.entries(times).map(([kind, list]) => {
      const sorted = list.sort((a, b) => a - b)
      const at = (share) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] * 10) / 10
      const [p50, p99, max] = [at(0.5), at(0.99), at(1)]
      const reached = p99 < P99_LIMIT_MS && max < LIMIT_MS
      return [kind, { count: sorted.length, p50, p99, max, target: reached ? 'reached' : 'missed' }]
    }),
  )
}

function startBot() {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
  const env = {
    PATH: process.env.PATH,
    BENCH_URL: server.url,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    SLACK_API_URL: playground.apiUrl,
    COUNTERFOIL_DATA: join(folder, 'data'),
  }
  return spawn(process.execPath, [main, 'start'], {
    cwd: folder,
    env,
    stdio: 'ignore',
  })
}

function config() {
  const types = ['text', 'decimal', 'integer', 'timestamp', 'text', 'boolean', 'date', 'text']
  const fields = types.map((type, index) => `f${index}: ${type}`).join(', ')
  return `sources:
  bench: { type: postgres, url: "\${BENCH_URL}" }
reconciliations:
  large:
    sides:
      a: { source: bench, table: a_large, key: id }
      b: { source: bench, table: b_large, key: id }
    fields: { ${fields} }
    candidates: merge
    notify: { channel: "#bench" }
`
}

function said(text, blocks) {
  return `${text} ${JSON.stringify(blocks)}`
}

async function expectOk(acting) {
  const outcome = await acting
  if (!outcome.ok) throw new Error(`it was not acknowledged: ${JSON.stringify(outcome)}`)
}

function quiet() {
  const nothing = () => undefined
  return { debug: nothing, info: nothing, warn: nothing, error: nothing }
}
