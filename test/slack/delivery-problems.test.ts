import { afterAll, beforeAll, expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { type Bot, openBot } from './open-bot.ts'

let bot: Bot
let ada: string

beforeAll(async () => {
  bot = await openBot()
  ada = bot.playground.people[0]!.id
})
afterAll(async () => await bot?.close())

const row = (id: number, balance: string) => ({ id: String(id), balance, email: 'a@x.org', plan: 'pro' })
const cardOf = (id: number) =>
  bot.playground.nextMessage(({ text, onlyFor }) => onlyFor === null && text.startsWith(`#${id} `))

async function run(count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, at) => at + 1)
  bot.crm.rows = ids.map((id) => row(id, '1.00'))
  bot.billing.rows = ids.map((id) => row(id, '2.00'))
  const scope = { kind: 'everything' } as const
  await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
}

async function ask(text: string, fits: RegExp) {
  const answer = bot.playground.nextMessage(
    (message) => message.onlyFor === ada && fits.test(JSON.stringify([message.text, message.blocks])),
  )
  expect(await bot.playground.command(ada, '#quiet', text)).toMatchObject({ ok: true })
  return await answer
}

test('T44: an archived channel stands in the status with the remedy, and Try again posts when it is open again', async () => {
  expect((await ask('/recon retry', /Nothing to try again/)).text).toContain('no message was given up')
  bot.playground.archive('#ops')
  const givenUp = bot.nextLine(/message given up/)
  await run(1)
  await givenUp
  const status = await ask('/recon status', /could not be delivered/)
  expect(status.text).toContain('1 delivery problem')
  expect(JSON.stringify(status.blocks)).toContain(
    '• card #1 in #ops: is_archived: #ops is archived; unarchive it or name another channel in the config',
  )
  const posts = () =>
    bot.playground
      .transcript()
      .filter((entry) => entry.kind === 'call' && entry.method === 'chat.postMessage')
  // One try, and nobody is told of it but who asks.
  expect(posts()).toHaveLength(1)
  bot.playground.archive('#ops', false)
  const click = { user: ada, channel: status.channel, ts: status.ts, actionId: 'deliveries.retry' }
  expect(await bot.playground.click(click)).toMatchObject({ ok: true })
  await bot.playground.nextMessage(
    ({ text, onlyFor }) => onlyFor === ada && /1 message is tried again/.test(text),
  )
  expect((await cardOf(1)).channel).toBe(bot.playground.messages('#ops')[0]?.channel)
  expect((await ask('/recon status', /0 delivery problems/)).text).toContain('1 open')
})
