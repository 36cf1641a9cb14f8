import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/store/open-database.ts'
import { trackerAway } from '../../src/store/tracker-away.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources: { crm: { type: files, path: crm.csv }, billing: { type: files, path: billing.csv } }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal }
`

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

test('of two that wait for each other one is given up, and told to try again', async () => {
  const { db } = files.context
  await db.execute(
    sql`insert into lanes (lane, lease_until, free_at) values ('a', now(), now()), ('b', now(), now())`,
  )
  let begun = 0
  let bothBegan = () => {}
  const both = new Promise<void>((resolve) => {
    bothBegan = resolve
  })
  const crossing = async (first: string, second: string) =>
    await db.transaction(async (transaction: Database) => {
      await transaction.execute(sql`update lanes set free_at = now() where lane = ${first}`)
      begun++
      if (begun === 2) bothBegan()
      await both
      await transaction.execute(sql`update lanes set free_at = now() where lane = ${second}`)
    })
  const ends = await Promise.allSettled([crossing('a', 'b'), crossing('b', 'a')])
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [trackerAway(end.reason)] : []))
  expect(failed).toMatchObject([{ code: 'tracker-unreachable', message: /changed the same .* try again/ }])
})

test('what is wrong with a statement is no trouble of the tracker', async () => {
  const wrong = await files.context.db.execute(sql`select 1 from nowhere`).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(trackerAway(wrong)).toBeNull()
})
