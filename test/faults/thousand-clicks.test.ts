import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { clientFor } from '../playground/playground-and-app.ts'
import { type Clicked, clickAtOnce } from './click-at-once.ts'
import { type FaultWorld, openFaultWorld, SEED } from './fault-world.ts'
import { brokenTelling } from './told-invariants.ts'
import {
  brokenAudit,
  brokenHistories,
  brokenOutbox,
  brokenRuns,
  brokenTruth,
  leftovers,
} from './tracker-invariants.ts'

const CLICKS = 1_000
/** Between them all cards come up to date: Slack takes so few edits that a click on most others is too late. */
const WAVES = 4
const AT_ONCE = 12
/** Nobody is sent away while clicks wait: a bot that is told to stop waits for them ten seconds and no longer. */
const BURST = 50
const PATIENCE = { timeout: 60_000, interval: 200 }
const CHANNELS = ['one', 'two']
const DIST = new URL('../../dist', import.meta.url).pathname
const SCRIPT = new URL('./app-bot.mjs', import.meta.url).pathname

test(`${CLICKS} clicks on two bots at once: each is done or answered, and every card is as its row`, async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED}`)
  const world = await openFaultWorld({ names: CHANNELS, maxCards: 50, records: 100 })
  await openDiscrepancies(world)
  const outcomes: Clicked[] = []
  const broken: string[] = []
  for (let wave = 0; wave < WAVES; wave++) {
    const bots = await Promise.all([startBot(world), startBot(world)])
    for (let burst = 0; burst < CLICKS / WAVES / BURST; burst++) {
      const wanted = { clicks: BURST, atOnce: AT_ONCE }
      outcomes.push(...(await clickAtOnce(wanted, { ...world, channels: CHANNELS })))
      await vi.waitFor(async () => expect(await brokenCount(world, outcomes)).toEqual([]), PATIENCE)
    }
    // They end what is in hand first.
    await Promise.all(bots.map((bot) => bot.stop()))
    broken.push(...bots.flatMap(({ said }) => said))
    await deliverAll(world)
  }
  // What somebody resolved and is there all the same comes back.
  await runAll(world.context)
  await deliverAll(world)
  broken.push(...(await findBroken(world, outcomes)))
  expect(broken, `seed ${SEED}`).toEqual([])
}, 600_000)

/** 50 differences, each with its card. */
async function openDiscrepancies(world: FaultWorld): Promise<void> {
  const { tables, context } = world
  for (const table of tables) {
    while (table.differences().filter((line) => !line.includes(' plan: ')).length < 25) await table.change()
  }
  await runAll(context)
  await deliverAll(world)
}

async function runAll(context: Context): Promise<void> {
  for (const name of CHANNELS) {
    const scope = { kind: 'everything' } as const
    await runReconciliation(context, { name, scope, trigger: 'cli', requestedBy: 'ada' })
  }
}

/** Time passes only while nothing is on its way. */
async function deliverAll({ context, playground, query, clock }: FaultWorld): Promise<void> {
  const deliver = openDelivery(clientFor(playground))
  while ((await query(`select 1 from outbox where state = 'pending' limit 1`)).length > 0) {
    clock.leadMs += (await deliverOutbox(context, deliver)) > 0 ? 1_500 : 10_000
  }
}

interface Bot {
  readonly said: readonly string[]
  stop(): Promise<void>
}

async function startBot({ jobFile, tmp, clock }: FaultWorld): Promise<Bot> {
  const child = spawn(process.execPath, [SCRIPT, DIST, jobFile, String(clock.leadMs)], {
    env: { PATH: process.env.PATH, TMPDIR: tmp },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const said: string[] = []
  await waitUntilReady(child, said)
  return {
    said,
    async stop() {
      child.stdin.end()
      const [status] = await exited
      if (status !== 0) said.push(`a bot ended with ${status}`)
    },
  }
}

function waitUntilReady(child: ChildProcess, said: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      if (text === 'ready\n') resolve()
      else said.push(text)
    })
    child.once('exit', (status) => reject(new Error(`A bot ended with ${status}: ${said.join('')}`)))
  })
}

async function findBroken(world: FaultWorld, outcomes: readonly Clicked[]): Promise<string[]> {
  const { query, context, playground, tables } = world
  const refused = outcomes.filter((outcome) => outcome.startsWith('refused'))
  return [
    ...refused,
    ...(await brokenCount(world, outcomes)),
    ...(await brokenSteps(world)),
    ...(await brokenTruth(
      query,
      tables.flatMap((each) => each.differences()),
    )),
    ...(await brokenRuns(query)),
    ...(await brokenHistories(query)),
    ...(await brokenAudit(query, world.databaseUrl)),
    ...(await brokenOutbox(query)),
    ...(await brokenTelling({ query, context, playground })),
    ...(await leftovers(world.tmp)),
  ]
}

/** Every click is one event, one answer that only the person sees, or one window that says why not. */
async function brokenCount(
  { query, playground }: FaultWorld,
  outcomes: readonly Clicked[],
): Promise<string[]> {
  const rows = await query(
    `select count(*)::int as count from discrepancy_events where actor->>'kind' = 'person'`,
  )
  const done = Number(rows[0]?.count)
  const answers = CHANNELS.flatMap((channel) => playground.messages(channel)).filter(({ onlyFor }) => onlyFor)
  const windows = outcomes.filter((outcome) => outcome === 'told by a window').length
  if (done + answers.length + windows === outcomes.length) return []
  return [`${outcomes.length} clicks: ${done} events, ${answers.length} answers, ${windows} windows`]
}

const OPEN = ['new', 'acknowledged', 'escalated']

/** From where a person may take each step. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  acknowledged: ['new', 'escalated'],
  unacknowledged: ['acknowledged'],
  escalated: ['new', 'acknowledged'],
  resolved: OPEN,
  reopened: ['resolved'],
  assigned: OPEN,
  snoozed: OPEN,
  unsnoozed: OPEN,
  undone: [...OPEN, 'resolved'],
}

async function brokenSteps({ query }: FaultWorld): Promise<string[]> {
  const rows = await query(`
    select number, kind, actor->>'kind' as by, (select e.to_status from discrepancy_events e
      where e.number = step.number and e.id < step.id and e.to_status is not null order by e.id desc limit 1) as from
    from discrepancy_events step order by id`)
  return rows
    .filter(({ by }) => by === 'person')
    .filter(({ kind, from }) => !STEPS[String(kind)]?.includes(String(from)))
    .map(({ number, kind, from }) => `#${number} was ${kind} while it was ${from}`)
}
