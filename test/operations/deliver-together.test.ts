import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { listFailed } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { card, type DeliveryWorld, openDeliveryWorld } from './delivery-world.ts'

let server: TrackerServer
let world: DeliveryWorld
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => {
  await world?.close()
  await server?.close()
})

const CHANNELS = ['#ops', '#quiet', '#money', '#night']
const MESSAGES = 200

/** Of every 23 posts some go wrong, each way there is. */
function failNow(method: string, post: number) {
  if (method !== 'chat.postMessage') return null
  if (post % 23 === 5) return { kind: 'drop' } as const
  if (post % 23 === 11) return { kind: 'refuse', status: 503 } as const
  if (post % 23 === 17) return { kind: 'limit', retryAfterSeconds: 3 } as const
  return null
}

test('two processes post 200 messages once each, in the order of their channels, one a second, whatever goes wrong', async () => {
  world = await openDeliveryWorld(server, { discrepancies: MESSAGES })
  const workers = [await world.openWorker(), await world.openWorker()]
  const cards = Array.from({ length: MESSAGES }, (_, at) => card(at + 1, CHANNELS[at % 4]))
  await world.want(...cards)
  let posts = 0
  world.playground.failCalls((method) => failNow(method, method === 'chat.postMessage' ? ++posts : 0))
  const shares = [0, 0]
  for (let rest = 0; rest < 3; ) {
    const seen = await Promise.all(workers.map((each) => deliverOutbox(each.context, each.deliver)))
    for (const [at, rows] of seen.entries()) shares[at] = (shares[at] ?? 0) + rows
    const standing = CHANNELS.reduce((sum, channel) => sum + world.tagsIn(channel).length, 0)
    if (standing >= MESSAGES) rest++
    world.pass(1)
  }
  await world.deliverAll(...workers)
  for (const channel of CHANNELS) {
    expect(world.tagsIn(channel)).toEqual(
      cards.filter((each) => each.channel === channel).map(({ tag }) => tag),
    )
    const times = world.playground.messages(channel).map(({ ts }) => Number(ts))
    expect(Math.min(...times.slice(1).map((ts, at) => ts - times[at]!))).toBeGreaterThanOrEqual(0.999)
  }
  expect(await listFailed(world.context.db)).toEqual([])
  expect(Math.min(...shares)).toBeGreaterThan(20)
  // The only limits were the planted ones: our own pace is what Slack takes.
  const limited = world.playground
    .transcript()
    .filter((entry) => entry.kind === 'call' && entry.status === 429)
  expect(limited).toHaveLength(Math.floor((posts - 17) / 23) + 1)
})
