import { expect, onTestFinished, test } from 'vitest'
import { deliverOutbox, nextDelivery } from '../../src/operations/deliver-outbox.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { JsonObject } from '../../src/playground/json.ts'
import type { FaultRule } from '../../src/playground/workspace/faults.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { clientOf } from '../operations/delivery-world.ts'
import { type FaultWorld, openFaultWorld, SEED } from './fault-world.ts'
import { brokenTelling } from './told-invariants.ts'
import { brokenHistories, brokenOutbox, brokenRuns, brokenTruth } from './tracker-invariants.ts'

const NAMES = ['ops', 'quiet', 'money', 'night']
/** How long a bot waits for an answer here; silence costs the test so much each time. */
const PATIENCE_MS = 400
const LIMITED_MS = 30_000
/** What a trouble needs to show. */
const LEAST_POSTS = 6
const AWAY_MS = 120_000

test('T56: Slack loses answers, limits a channel, fails and falls silent: each message stands once, in order, as it is', async () => {
  console.info(`COUNTERFOIL_FAULT_SEED=${SEED}`)
  const world = await openFaultWorld({ names: NAMES, maxCards: 3, records: 16 })
  const story = openStory(world)
  for (const [name, rule] of Object.entries(troubles(world))) {
    const faults = await story.play(rule)
    expect(faults, `seed ${SEED}, ${name}: something must go wrong`).toBeGreaterThan(0)
    expect(await story.broken(), `seed ${SEED}, ${name}`).toEqual([])
  }
}, 300_000)

test('a channel that Slack limits keeps no other waiting', async () => {
  const world = await openFaultWorld({ names: NAMES, maxCards: 3, records: 16 })
  const story = openStory(world)
  const from = world.context.now().getTime()
  await story.play(limitedChannel(world, (channel) => isCalled(world, channel, 'ops')))
  const saidAt = (name: string) => world.playground.messages(name).map(({ ts }) => Number(ts) * 1_000)
  const others = NAMES.filter((name) => name !== 'ops').flatMap(saidAt)
  expect(saidAt('ops').length).toBeGreaterThan(0)
  expect(Math.min(...saidAt('ops')), `seed ${SEED}`).toBeGreaterThanOrEqual(from + LIMITED_MS)
  expect(Math.max(...others), `seed ${SEED}`).toBeLessThan(from + LIMITED_MS)
  expect(await story.broken(), `seed ${SEED}`).toEqual([])
})

/** Everything that goes wrong, one kind after the other, and then all at once. */
function troubles(world: FaultWorld): Record<string, FaultRule> {
  const { random, context } = world
  let ended = () => {}
  const silence = new Promise<void>((resolve) => {
    ended = resolve
  })
  onTestFinished(() => ended())
  const hold = { kind: 'hold', until: silence } as const
  const drop = { kind: 'drop' } as const
  let posts = 0
  let calls = 0
  const whileAway = (rule: FaultRule): FaultRule => {
    let until: number | null = null
    return (method, given) => {
      until ??= context.now().getTime() + AWAY_MS
      return context.now().getTime() < until ? rule(method, given) : null
    }
  }
  return {
    'every third post is done and its answer lost': (method) =>
      method === 'chat.postMessage' && ++posts % 3 === 0 ? drop : null,
    'every channel is limited': limitedChannel(world, () => true),
    'a gateway fails for two minutes': whileAway(() => ({
      kind: 'refuse',
      status: random.pick([500, 502, 503] as const),
    })),
    'every fourth call is done and never answered': (method) =>
      method.startsWith('chat.') && ++calls % 4 === 0 ? hold : null,
    'all of it at random for two minutes': whileAway(() =>
      random.below(2) === 0
        ? null
        : random.pick([
            drop,
            hold,
            { kind: 'refuse', status: 503 },
            { kind: 'limit', retryAfterSeconds: 1 + random.below(20) },
          ] as const),
    ),
  }
}

/** From the first post on it is limited for a while. */
function limitedChannel({ context }: FaultWorld, isLimited: (channel: unknown) => boolean): FaultRule {
  let until: number | null = null
  return (method, { channel }) => {
    if (method !== 'chat.postMessage' || !isLimited(channel)) return null
    until ??= context.now().getTime() + LIMITED_MS
    const waitMs = until - context.now().getTime()
    return waitMs <= 0 ? null : { kind: 'limit', retryAfterSeconds: Math.ceil(waitMs / 1_000) }
  }
}

/** A call names a channel by its name or by its id. */
function isCalled({ playground }: FaultWorld, channel: unknown, name: string): boolean {
  return channel === `#${name}` || playground.messages(name).some((each) => each.channel === channel)
}

/** Runs, people's work, and two bots that tell, with one trouble after the other. */
function openStory(world: FaultWorld) {
  const { context, playground, clock, random, tables, query } = world
  const deliver = openDelivery(clientOf(playground, PATIENCE_MS))
  const asked = new Map<string, string[]>()

  /** Remembers in which order was asked for what, before anything of it is told. */
  async function noteAsked(): Promise<void> {
    const rows = await query('select tag, channel from outbox order by asked_at, position, tag')
    for (const { tag, channel } of rows as { tag: string; channel: string }[]) {
      const order = asked.get(channel) ?? []
      if (!order.includes(tag)) asked.set(channel, [...order, tag])
    }
  }

  async function runAll(): Promise<void> {
    for (const table of tables) {
      await table.change()
      await runReconciliation(context, {
        name: table.name,
        scope: { kind: 'everything' },
        trigger: 'schedule',
        requestedBy: 'schedule',
      })
      await noteAsked()
    }
  }

  /** In every channel something waits, and enough in all. */
  async function isEnough(): Promise<boolean> {
    const [row] = await query(`select count(*)::int as posts, count(distinct channel)::int as channels
      from outbox where tag not in (select tag from messages)`)
    return Number(row!.posts) >= LEAST_POSTS && Number(row!.channels) === NAMES.length
  }

  async function triageSome(): Promise<void> {
    const open = await query(`select number from discrepancies where status <> 'resolved' order by number`)
    for (let clicks = 0; clicks < 6 && open.length > 0; clicks++) {
      const number = Number(random.pick(open).number)
      const action = random.pick(['acknowledge', 'resolve', 'escalate', 'note'] as const)
      const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
      await triageDiscrepancy(context, { number, action, actor, reason: 'expected', note: 'seen' })
      await noteAsked()
    }
  }

  return {
    /** Returns how many calls went wrong. */
    async play(rule: FaultRule): Promise<number> {
      let faults = 0
      playground.failCalls((method, given) => {
        const fault = rule(method, given)
        if (fault) faults++
        return fault
      })
      do await runAll()
      while (!(await isEnough()))
      await deliverOutbox(context, deliver)
      await triageSome()
      for (let round = 0; ; round++) {
        const dueAt = await nextDelivery(context)
        if (dueAt === null) break
        if (round > 2_000) throw new Error(`seed ${SEED}: the outbox never gets empty`)
        clock.leadMs += Math.max(0, dueAt.getTime() - context.now().getTime())
        await Promise.all([deliverOutbox(context, deliver), deliverOutbox(context, deliver)])
      }
      playground.failCalls(null)
      return faults
    },
    async broken(): Promise<string[]> {
      return [
        ...(await brokenTruth(
          query,
          tables.flatMap((each) => each.differences()),
        )),
        ...(await brokenRuns(query)),
        ...(await brokenHistories(query)),
        ...(await brokenOutbox(query)),
        ...(await brokenTelling({ query, context, playground })),
        ...NAMES.flatMap((name) => outOfOrder(name)),
      ]
    },
  }

  function outOfOrder(name: string): string[] {
    const stands = playground
      .messages(name)
      .map(({ metadata }) => (metadata?.event_payload as JsonObject | undefined)?.tag)
    const wanted = (asked.get(`#${name}`) ?? []).filter((tag) => stands.includes(tag))
    const [said, order] = [stands.join(' '), wanted.join(' ')]
    return said === order ? [] : [`#${name} says ${said}, and was asked to say ${order}`]
  }
}
