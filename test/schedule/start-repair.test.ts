import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRepair } from '../../src/schedule/start-repair.ts'
import { listPending } from '../../src/store/outbox.ts'
import { card, type DeliveryWorld, openDeliveryWorld } from '../operations/delivery-world.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

let server: TrackerServer
let world: DeliveryWorld
beforeAll(async () => {
  server = await startTrackerServer()
  world = await openDeliveryWorld(server, { discrepancies: 1 })
})
afterAll(async () => {
  await world?.close()
  await server?.close()
})

test('startRepair() asks for an edit of what is shown otherwise, and takes nothing up after it was stopped', async () => {
  const worker = await world.openWorker()
  await world.want(card(1))
  await world.deliverAll(worker)
  const { db } = world.context
  await db.execute(sql`update messages set content_hash = 'of an older version'`)
  let wake = () => {}
  const woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const repair = startRepair({ ...world.context, wakeDelivery: wake }, 1)
  await woken
  await repair.stop()
  expect((await listPending(db)).map(({ tag }) => tag)).toEqual(['card:1'])
  await world.deliverAll(worker)
  await db.execute(sql`update messages set content_hash = 'of an older version'`)
  await repair.stop()
  expect(await listPending(db)).toEqual([])
})
