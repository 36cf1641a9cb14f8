// A bot on the built program, without the parts that listen to people, so that it starts fast:
// node bot.mjs DIST JOB-FILE NAME SEED
// It loads, prints `loaded`, and waits for the line with its clock's lead in milliseconds. Then it prints `working` and
// runs, triages and delivers until it is killed; told `drain` as well, it works until nothing is left and ends.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { WebClient } from '@slack/web-api'
import { sql } from 'drizzle-orm'

const [dist, jobFile, name, seed] = process.argv.slice(2)
const load = (file) => import(`${dist}/${file}.js`)
const [database, runs, triage, delivery, timers, outbox, slack, connect, domain, { randomNumbers }] =
  await Promise.all([
    load('store/open-database'),
    load('operations/run-reconciliation'),
    load('operations/triage-discrepancy'),
    load('schedule/start-delivery'),
    load('schedule/start-timers'),
    load('operations/deliver-outbox'),
    load('slack/deliver'),
    load('connectors/connect-to'),
    load('domain/discrepancy'),
    load('cli/demo/random-numbers'),
    load('store/open-server'),
  ])
const { settings, databaseUrl, dataFolder, apiUrl, botToken } = JSON.parse(await readFile(jobFile, 'utf8'))
const random = randomNumbers(Number(seed))
const say = (line) => process.stdout.write(`${line}\n`)

say('loaded')
const [told] = await once(createInterface(process.stdin), 'line')
const [lead, isDraining] = [Number(told.split(' ')[0]), told.endsWith('drain')]
let leadMs = lead
const { db, close } = await database.openDatabase({ databaseUrl, dataFolder })
const quiet = () => {}
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (facts, message) => say(`unexpected: ${message} ${facts.err?.stack ?? JSON.stringify(facts)}`),
}
const doors = { wake: quiet }
const context = {
  settings,
  db,
  connect: connect.connectTo({ settings, dataFolder, log }),
  scratchFolder: join(dataFolder, 'scratch'),
  log,
  now: () => new Date(Date.now() + leadMs),
  newId: randomUUID,
  signal: new AbortController().signal,
  wakeDelivery: () => doors.wake(),
}
const logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => 'error',
  setName: quiet,
}
const client = new WebClient(botToken, {
  slackApiUrl: apiUrl,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 15_000,
  logger,
})
const deliver = slack.openDelivery(client)

if (isDraining) await drain()
else await work()

async function work() {
  doors.wake = delivery.startDelivery(context, deliver).wake
  timers.startTimers(context)
  say('working')
  await Promise.all([runForEver(), triageForEver()])
}

async function runForEver() {
  for (;;) await run(random.pick(settings.reconciliations))
}

/** Of changes where it follows them, also at the very end: then nothing may have slipped by. */
async function run({ name: reconciliation, changes }) {
  try {
    const scope = { kind: changes ? 'changed' : 'everything' }
    const { run } = await runs.runReconciliation(context, {
      name: reconciliation,
      scope,
      trigger: 'cli',
      requestedBy: name,
    })
    say(`completed ${run.id}`)
  } catch (error) {
    // The other bot runs it, or one that is dead and whose lease goes on.
    if (error.code !== 'run-busy') throw error
  }
}

async function triageForEver() {
  for (let click = 1; ; click++) {
    await pause(20)
    const number = await pickOne()
    if (number !== null) await triageOne(number, `${name}.${seed}.${click}`)
  }
}

/** Mostly one that is open. */
async function pickOne() {
  const resolved = random.below(5) === 0
  const { rows } = await db.execute(sql`
    select number from discrepancies where (status = 'resolved') = ${resolved} order by number`)
  return rows.length === 0 ? null : Number(random.pick(rows).number)
}

async function triageOne(number, id) {
  const action = random.pick(domain.TRIAGE_ACTIONS)
  const actor = { kind: 'person', id, surface: 'cli' }
  try {
    const outcome = await triage.triageDiscrepancy(context, { number, action, actor, ...wordsOf(action) })
    if (outcome.accepted) say(`accepted ${id}`)
  } catch (error) {
    if (error.code !== 'refused') throw error
  }
}

function wordsOf(action) {
  switch (action) {
    case 'resolve':
      return { reason: random.pick(domain.PERSON_REASONS), note: 'seen' }
    case 'assign':
      return { owner: random.pick(['ada', 'grace', null]) }
    case 'snooze':
      return { until: random.pick([new Date(context.now().getTime() + 300_000), null]) }
    case 'note':
      return { note: 'looked at it' }
    default:
      return {}
  }
}

/** Time passes only while nothing is on its way, so nothing here is late. */
async function drain() {
  say('working')
  await timers.startTimers(context).stop()
  for (const reconciliation of settings.reconciliations) await run(reconciliation)
  for (let round = 0; await isWaiting(); round++) {
    if (round > 5_000) throw new Error('The outbox never gets empty.')
    leadMs += (await outbox.deliverOutbox(context, deliver)) > 0 ? 1_500 : 10_000
  }
  await close()
  say(`drained ${leadMs}`)
  process.stdin.destroy()
}

async function isWaiting() {
  const { rows } = await db.execute(sql`select 1 from outbox where state = 'pending' limit 1`)
  return rows.length > 0
}
