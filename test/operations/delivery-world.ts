import { WebClient } from '@slack/web-api'
import type { WantedMessage } from '../../src/domain/outbox.ts'
import type { Context } from '../../src/operations/context.ts'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { type PlaygroundOptions, startPlayground } from '../../src/playground/start-playground.ts'
import type { FaultRule } from '../../src/playground/workspace/faults.ts'
import { type Deliver, openDelivery } from '../../src/slack/deliver.ts'
import { nextDueAt } from '../../src/store/lanes.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { enqueue } from '../../src/store/outbox.ts'
import { silentLog } from '../support/tracked-files.ts'
import type { TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal }
    triage: { escalate: { to: "@oncall" } }
`
/** What its first run tells, where it tells anything. */
const notify = (cards: number) => `    notify: { channel: "#ops", maxCards: ${cards} }\n`

/** The official client as the bot makes it. */
export function clientOf(playground: Playground, timeout = 15_000): WebClient {
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => 'error' as never,
    setName() {},
  }
  return new WebClient(playground.botToken, {
    slackApiUrl: playground.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: quiet,
  })
}

/** One process that works the outbox: its own connections to the tracker and to Slack. */
export interface Worker {
  readonly context: Context
  readonly client: WebClient
  readonly deliver: Deliver
}

/** A tracker on a real server with so many discrepancies, a stand-in for Slack, and one clock for all. */
export interface DeliveryWorld {
  readonly playground: Playground
  readonly context: Context
  readonly now: () => Date
  pass(seconds: number): void
  /** Gives a side its balances, from the id 1 on. */
  write(side: 'crm' | 'billing', balances: readonly number[]): Promise<void>
  /** Compares once more. */
  run(): Promise<void>
  openWorker(options?: { readonly timeoutMs?: number }): Promise<Worker>
  want(...cards: readonly WantedMessage[]): Promise<void>
  /** Rounds of all workers, a second apart, until nothing waits. Returns how many seconds that took. */
  deliverAll(...workers: readonly Worker[]): Promise<number>
  /** What everybody sees in a channel: the tags of what the bot said there, in that order. */
  tagsIn(channel: string): readonly string[]
  /** From now on each of these calls has its fault, once, and then no call has one. */
  fail(...faults: readonly (readonly [method: string, fault: NonNullable<ReturnType<FaultRule>>])[]): void
  calls(method: string): number
  close(): Promise<void>
}

export async function openDeliveryWorld(
  server: TrackerServer,
  {
    discrepancies,
    tells = false,
    cards = 10,
    ...options
  }: {
    readonly discrepancies: number
    readonly tells?: boolean
    readonly cards?: number
  } & Partial<PlaygroundOptions>,
): Promise<DeliveryWorld> {
  const files = await server.open(tells ? CONFIG + notify(cards) : CONFIG)
  const closers = [files.close]
  let time = Date.parse('2026-11-02T10:00:00.000Z')
  const now = () => new Date(time)
  const playground = await startPlayground({
    port: 0,
    log: silentLog,
    channels: ['#ops', '#quiet', '#money', '#night'],
    postRate: { perSecond: 1, burst: 1 },
    now,
    ...options,
  })
  closers.unshift(playground.close)
  const context: Context = { ...files.context, now }
  const write: DeliveryWorld['write'] = async (side, balances) =>
    await files.write(`${side}.csv`, ['id,balance', ...balances.map((balance, at) => `${at + 1},${balance}`)])
  await write('crm', Array(discrepancies).fill(1))
  await write('billing', Array(discrepancies).fill(2))
  const scope = { kind: 'everything' } as const
  const run = async () =>
    void (await runReconciliation(context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' }))
  await run()
  return {
    write,
    run,
    playground,
    context,
    now,
    pass(seconds) {
      time += seconds * 1_000
    },
    async openWorker({ timeoutMs } = {}) {
      const { db, close } = await openDatabase(files.tracker)
      closers.unshift(close)
      const client = clientOf(playground, timeoutMs)
      return { context: { ...context, db }, client, deliver: openDelivery(client) }
    },
    want: (...cards) => enqueue(context.db, cards, now()),
    async deliverAll(...workers) {
      let seconds = 0
      for (; (await nextDueAt(context.db)) !== null; seconds++) {
        if (seconds > 2_000) throw new Error('The outbox never gets empty.')
        await Promise.all(workers.map((worker) => deliverOutbox(worker.context, worker.deliver)))
        time += 1_000
      }
      return seconds
    },
    tagsIn: (channel) =>
      playground
        .messages(channel)
        .map(({ metadata }) => (metadata?.event_payload as { tag: string } | undefined)?.tag ?? 'no tag'),
    fail(...faults) {
      const left = [...faults]
      playground.failCalls((method) => {
        if (left[0]?.[0] !== method) return null
        return left.shift()![1]
      })
    },
    calls: (method) =>
      playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === method).length,
    async close() {
      for (const close of closers) await close()
    },
  }
}

export const card = (number: number, channel = '#ops'): WantedMessage => ({
  tag: `card:${number}`,
  channel,
  about: { kind: 'discrepancy', number },
})
