import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { todayIn } from '../../src/domain/calendar-day.ts'
import { pruneHistory } from '../../src/operations/prune-history.ts'
import { readTrend } from '../../src/operations/read-trend.ts'
import { sumUpEvents } from '../../src/operations/sum-up-events.ts'
import { rowsOf } from '../../src/store/rows-of.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { DAY, HOUR, openTrendWorld, type TrendWorld } from './trend-world.ts'

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

async function inWorld(work: (world: TrendWorld) => Promise<void>): Promise<void> {
  const world = await openTrendWorld(server)
  try {
    await work(world)
  } finally {
    await world.files.close()
  }
}

const of = (world: TrendWorld, days: number, field: string | null = null) =>
  readTrend(world.context, { name: 'customers', field, days })

test('days are those of the zone, fields have what came and is open, and drift is what the last run of a day saw', async () => {
  await inWorld(async (world) => {
    // Drift of 0.01 and 0.04 at first, of 0.02 an hour later; 3 differs in balance, 4 in its plan.
    const billing = ['1,1.00,a', '2,2.00,a', '3,3.00,a', '4,4.00,a']
    await world.run(['1,1.01,a', '2,2.04,a', '3,300,a', '4,4.00,b'], billing)
    world.at('2026-11-02T09:00:00Z')
    await world.run(['1,1.02,a', '2,2.00,a', '3,300,a', '4,4.00,b'], billing)
    // Half past midnight of the third in Berlin.
    world.at('2026-11-02T23:30:00Z')
    await world.act(1, 'resolve')
    world.at('2026-11-04T08:00:00Z')
    await world.run(['1,1.00,a', '2,2.00,a', '3,3.00,a', '4,4.00,b', '5,5.00,a'], [...billing, '5,1.00,a'])
    const trend = await of(world, 3)
    expect(trend).toMatchObject({
      from: '2026-11-02',
      to: '2026-11-04',
      zone: 'Europe/Berlin',
      title: 'Customers',
    })
    expect(trend.days).toEqual([
      { day: '2026-11-02', opened: 2, resolved: 0, open: 2, drift: 1 },
      { day: '2026-11-03', opened: 0, resolved: 1, open: 1, drift: null },
      { day: '2026-11-04', opened: 1, resolved: 0, open: 2, drift: 0 },
    ])
    expect(trend.fields).toEqual([
      {
        ...{ kind: 'mismatch', field: 'balance', opened: 2, openedBefore: null, resolved: 1, open: 1 },
        drift: { count: 0, max: '0', sum: '0', largest: '0.02', countBefore: null },
      },
      { kind: 'mismatch', field: 'plan', opened: 1, openedBefore: null, resolved: 0, open: 1, drift: null },
    ])
    expect(trend.causes).toMatchObject([
      { field: 'balance', cause: 'x100', opened: 1, open: 0, goneAt: null },
    ])
    expect((await of(world, 3, 'plan')).days.map(({ open }) => open)).toEqual([1, 1, 1])
  })
})

test('the period before is told only where all of it is known', async () => {
  await inWorld(async (world) => {
    await world.run(['1,1,a', '2,2,a'], ['1,9,a', '2,9,a'])
    world.at('2026-11-04T08:00:00Z')
    await world.run(['1,1,a', '2,2,a', '3,3,a'], ['1,9,a', '2,9,a', '3,9,a'])
    expect((await of(world, 2)).fields).toMatchObject([{ opened: 1, openedBefore: null, open: 3 }])
    world.at('2026-11-05T08:00:00Z')
    expect((await of(world, 2)).fields).toMatchObject([{ opened: 1, openedBefore: 2, open: 3 }])
  })
})

test('nothing that was never compared has days, and what nobody knows is refused with the nearest', async () => {
  await inWorld(async (world) => {
    expect(await of(world, 30)).toMatchObject({ days: [], fields: [], causes: [] })
    await world.run(['1,1,a'], ['1,1,a'])
    expect((await of(world, 30)).days).toEqual([
      { day: '2026-11-02', opened: 0, resolved: 0, open: 0, drift: 0 },
    ])
    await expect(of(world, 30, 'balnce')).rejects.toThrow('has no field "balnce". Did you mean "balance"?')
  })
})

test('what is pruned stays in its days', async () => {
  await inWorld(async (world) => {
    await world.run(['1,1,a', '2,2,a'], ['1,9,a', '2,2,a'])
    world.at(world.now() + DAY)
    await world.run(['1,1,a', '2,2,a'], ['1,1,a', '2,3,a'])
    world.at(world.now() + 20 * DAY)
    await world.run(['1,1,a', '2,2,a'], ['1,1,a', '2,3,a'])
    const before = await of(world, 30)
    const { db, now } = world.context
    const retention = { resolvedSeconds: 86_400, runsSeconds: 86_400, policy: 'a day' }
    const pruned = await pruneHistory(db, { retention, now: now(), key: null })
    expect(pruned).toMatchObject({ discrepancies: 1 })
    expect(await of(world, 30)).toEqual(before)
    expect(before.days.slice(0, 2)).toMatchObject([
      { opened: 1, open: 1 },
      { opened: 1, resolved: 1, open: 1 },
    ])
  })
})

test('property: whenever it is summed up, by however many at once, days add up to what events say', async () => {
  await inWorld(async (world) => {
    const rows = ['1', '2', '3'].map((id) => `${id},1,a`)
    const step = fc.record({
      hours: fc.integer({ min: 0, max: 40 }),
      differing: fc.subarray([0, 1, 2]),
      resolves: fc.boolean(),
      sumsUp: fc.integer({ min: 0, max: 3 }),
    })
    const compare = async ({
      hours,
      differing,
      resolves,
      sumsUp,
    }: typeof step extends fc.Arbitrary<infer Step> ? Step : never) => {
      world.at(world.now() + hours * HOUR)
      await world.run(
        rows,
        rows.map((row, at) => (differing.includes(at) ? row.replace(',1,', ',7,') : row)),
      )
      const [open] = rowsOf<{ number: string }>(
        await world.context.db.execute(
          sql`select number from discrepancies where status <> 'resolved' limit 1`,
        ),
      )
      if (resolves && open) await world.act(Number(open.number), 'resolve')
      await Promise.all(Array.from({ length: sumsUp }, () => sumUpEvents(world.context)))
      expect((await of(world, 60)).days.filter(isBusy)).toEqual(await naiveDays(world))
    }
    await fc.assert(fc.asyncProperty(step, compare), { numRuns: 25 })
  })
})

function isBusy({ opened, resolved }: { opened: number; resolved: number }): boolean {
  return opened + resolved > 0
}

/** By reading every event, one after the other. */
async function naiveDays({ context }: TrendWorld) {
  const events = rowsOf<{ at: string; from: string | null; to: string | null }>(
    await context.db.execute(
      sql`select at, from_status as from, to_status as to from discrepancy_events order by id`,
    ),
  )
  const days = new Map<string, { opened: number; resolved: number; open: number }>()
  let open = 0
  for (const { at, from, to } of events) {
    const isOpen = to === null ? null : to !== 'resolved'
    const wasOpen = from !== null && from !== 'resolved'
    if (isOpen === null || isOpen === wasOpen) continue
    open += isOpen ? 1 : -1
    const day = todayIn('Europe/Berlin', new Date(at))
    const { opened, resolved } = days.get(day) ?? { opened: 0, resolved: 0 }
    days.set(day, { opened: opened + (isOpen ? 1 : 0), resolved: resolved + (isOpen ? 0 : 1), open })
  }
  return [...days].map(([day, counts]) => ({ day, ...counts, drift: 0 }))
}
