import { afterAll, beforeAll, expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'

const DAY_MS = 86_400_000

let bot: Bot
let ada: string

beforeAll(async () => {
  bot = await openBot({ causes: { goneAfterDays: 1, atLeast: 1 }, guard: null })
  ada = bot.playground.people[0]!.id
})
afterAll(async () => await bot?.close())

async function asked(text: string, fits: RegExp): Promise<string> {
  const answer = nextAnswer(bot, { user: ada, where: '#quiet', fits })
  expect(await bot.playground.command(ada, '#quiet', text)).toMatchObject({ ok: true })
  return textOf(await answer)
}

async function runWith(balance: string, daysAgo: number): Promise<void> {
  bot.crm.rows = [{ id: '1', balance, email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = [{ id: '1', balance: '10', email: 'a@x.org', plan: 'pro' }]
  const now = () => new Date(Date.now() - daysAgo * DAY_MS)
  const scope = { kind: 'everything' } as const
  const request = { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' } as const
  await runReconciliation({ ...bot.context, now }, request)
}

test('a trend is asked for by command and by button, and the channel hears once that a cause is gone', async () => {
  expect(await asked('/recon trend', /not compared yet/)).toContain('/recon run customers')
  await runWith('1000', 3)
  const told = bot.playground.nextMessage(({ blocks }) => /No more/.test(JSON.stringify(blocks)))
  await runWith('10', 1)
  expect(textOf(await told)).toContain(
    'No more *one is exactly 100 times the other* in *Customers*: `balance`\\n1 finding in a day, the last one 2 days ago.',
  )
  const trend = await asked('/recon trend customers 1 week', /\*Customers\*/)
  expect(trend).toContain('*0* open  ·  *1* opened  ·  *1* resolved')
  expect(trend).toContain('"type":"data_visualization"')
  expect(trend).toMatch(
    /one is exactly 100 times the other in `balance`: 1 opened {2}· {2}\*gone\*, last seen <!date/,
  )
  expect(await asked('/recon trend customers blance', /has no field/)).toContain('Did you mean')

  const status = nextAnswer(bot, { user: ada, where: '#quiet', fits: /Status/ })
  await bot.playground.command(ada, '#quiet', '/recon status')
  const shown = nextAnswer(bot, { user: ada, where: '#quiet', fits: /The last 4 days/ })
  const { ts, channel } = await status
  await bot.playground.click({ user: ada, channel, ts, actionId: 'trend.show' })
  expect(textOf(await shown)).toContain('*Customers*')
  const lines = bot.playground.messages('#ops').filter(({ blocks }) => /No more/.test(JSON.stringify(blocks)))
  expect(lines).toHaveLength(1)
})
