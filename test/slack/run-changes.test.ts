import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRuns } from '../../src/store/runs.ts'
import { type Bot, openBot } from './open-bot.ts'
import { sampleReconciliation } from './samples.ts'

let bot: Bot
let ada: string

beforeAll(async () => {
  const columns = { balance: 'balance', email: 'email', plan: 'plan' }
  const sides = sampleReconciliation().sides.slice(0, 2)
  bot = await openBot({
    sides: sides.map((side) => ({ ...side, columns, updatedAt: 'at' })),
    schedule: { zone: 'UTC', changedOnly: true, entries: [] },
    changes: { overlapSeconds: 600, sweep: true },
  })
  ada = bot.playground.people[0]!.id
})
afterAll(async () => await bot?.close())

const row = (id: number, balance: string) => ({
  id: String(id),
  balance,
  email: 'a@x.org',
  plan: 'pro',
  at: '2026-11-01 10:00:00Z',
})

async function ask(text: string, fits: RegExp): Promise<string> {
  const answer = bot.playground.nextMessage(
    (message) => message.onlyFor === ada && fits.test(JSON.stringify(message.blocks)),
  )
  expect(await bot.playground.command(ada, '#quiet', text)).toMatchObject({ ok: true })
  return JSON.stringify((await answer).blocks)
}

const lastScope = async () => (await listRuns(bot.context.db, { limit: 1 }))[0]?.scope.kind

test('run looks at what changed where its schedule does, says so, and deep compares everything', async () => {
  bot.crm.rows = [row(1, '10.00'), row(2, '42.50')]
  bot.billing.rows = [row(1, '10.00'), row(2, '42.50')]
  expect(await ask('/recon status', /Status/)).toContain('Verified through *not yet*  ·  no full run yet')
  const first = await ask('/recon run customers', /All 2 records agree/)
  expect(first).toContain('Everything was compared: no run has set a watermark yet')
  bot.crm.rows = [row(1, '10.00'), row(2, '43.00')]
  const second = await ask('/recon run customers', /1 of 2 matched records agree/)
  expect(second).toContain('Customers, changes since 2026-11-01 09:50:00Z, 2 keys of 2 rows')
  expect(second).toContain('Read of these keys: crm 2 rows, billing 2 rows')
  expect(await lastScope()).toBe('changed')
  expect(await ask('/recon run customers deep', /1 known already/)).not.toContain('changes since')
  expect(await lastScope()).toBe('everything')
  expect(await ask('/recon status', /Verified through <!date/)).toMatch(/last full run <!date/)
})
