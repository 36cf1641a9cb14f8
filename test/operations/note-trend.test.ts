import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { readTrend } from '../../src/operations/read-trend.ts'
import { listPending } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { DAY, openTrendWorld, type TrendWorld } from './trend-world.ts'

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

async function inWorld(rules: string, work: (world: TrendWorld) => Promise<void>): Promise<void> {
  const world = await openTrendWorld(server, rules)
  try {
    await work(world)
  } finally {
    await world.files.close()
  }
}

const RULES = 'causes: { goneAfter: 3d, atLeast: 2 }'
/** Two records whose balance is a hundred times too large, and the same without the mistake. */
const [WRONG, RIGHT] = [
  ['1,100,a', '2,700,a'],
  ['1,1,a', '2,7,a'],
]

const told = async ({ context }: TrendWorld) =>
  (await listPending(context.db)).map(({ about }) => about).filter(({ kind }) => kind === 'cause-gone')

async function daysOf(world: TrendWorld, days: number, crm: readonly string[] = RIGHT!): Promise<void> {
  for (let day = 0; day < days; day++) {
    world.at(world.now() + DAY)
    await world.run(crm, RIGHT!)
  }
}

const digestSince = async (world: TrendWorld, days: number) => {
  const { context } = world
  const until = new Date(world.now() + 1)
  const since = new Date(world.now() - days * DAY)
  return await gatherDigest(context, {
    ...{ reconciliations: context.settings.reconciliations, day: '2026-11-02', since, until },
  })
}

test('a cause that no run has seen for so many days is told once, and once more after it was back', async () => {
  await inWorld(RULES, async (world) => {
    await world.run(WRONG!, RIGHT!)
    await daysOf(world, 2)
    expect(await told(world)).toEqual([])
    await daysOf(world, 1)
    const first = {
      ...{ kind: 'cause-gone', reconciliation: 'customers', field: 'balance', cause: 'x100', findings: 2 },
      ...{ since: '2026-11-02', lastSeenAt: '2026-11-02T08:00:00.000Z', at: '2026-11-05T08:00:00.000Z' },
    }
    expect(await told(world)).toEqual([first])
    expect(await digestSince(world, 1)).toMatchObject({
      gone: [{ title: 'Customers', field: 'balance', cause: 'x100' }],
    })
    await daysOf(world, 4)
    expect(await told(world)).toEqual([first])
    expect(await digestSince(world, 1)).not.toHaveProperty('gone')

    await daysOf(world, 1, WRONG!)
    const digest = await digestSince(world, 1)
    expect(digest.back).toEqual([
      { title: 'Customers', field: 'balance', cause: 'x100', seconds: (8 * DAY) / 1_000 },
    ])
    expect(digest).not.toHaveProperty('gone')
    await daysOf(world, 3)
    expect(await told(world)).toEqual([
      first,
      { ...first, findings: 4, lastSeenAt: '2026-11-10T08:00:00.000Z', at: '2026-11-13T08:00:00.000Z' },
    ])
    const { causes } = await readTrend(world.context, { name: 'customers', field: null, days: 30 })
    expect(causes).toMatchObject([
      { cause: 'x100', opened: 4, open: 0, goneAt: new Date('2026-11-13T08:00:00Z') },
    ])
  })
})

test('days without a completed run of everything are no sign of health', async () => {
  await inWorld(RULES, async (world) => {
    await world.run(WRONG!, RIGHT!)
    world.at(world.now() + 10 * DAY)
    await expect(world.run(['1'], RIGHT!)).rejects.toThrow()
    await world.run(RIGHT!, RIGHT!)
    await daysOf(world, 1)
    expect(await told(world)).toEqual([])
    await daysOf(world, 1)
    expect(await told(world)).toHaveLength(1)
  })
})

test.each([
  ['off', 'causes: off'],
  ['fewer findings than that', 'causes: { goneAfter: 3d, atLeast: 3 }'],
  ['in shadow', `${RULES}\n    shadow: true`],
])('nobody is told: %s', async (_, rules) => {
  await inWorld(rules, async (world) => {
    await world.run(WRONG!, RIGHT!)
    await daysOf(world, 5)
    expect(await told(world)).toEqual([])
  })
})

test('what somebody said is expected, and every run still sees, is not gone', async () => {
  await inWorld(RULES, async (world) => {
    await world.run(WRONG!, RIGHT!)
    await world.act(1, 'resolve', 'expected')
    await world.act(2, 'resolve', 'expected')
    await daysOf(world, 5, WRONG!)
    expect(await told(world)).toEqual([])
  })
})
