import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

let bot: Bot
let ada: string
let number: number
let next = 1
/** Nobody is told of cards here: what is clicked is a digest alone. */
beforeAll(async () => {
  const channels = { channel: null, digestChannel: '#ops', maxCards: 5 }
  bot = await openBot({ notify: { ...channels, digestAt: { cron: '0 9 * * *', zone: 'UTC' } } })
  ada = bot.playground.people[0]!.id
  // The trend begins with the first run.
  await run({ ...bot.context, now: () => new Date(Date.now() - 20 * DAY_MS) })
})
afterAll(async () => await bot.close())

beforeEach(async () => {
  const id = String(next++)
  bot.crm.rows = [{ id, balance: '42.50', email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = [{ id, balance: '42.05', email: 'a@x.org', plan: 'pro' }]
  const outcome = await run(bot.context)
  number = outcome.discrepancies[0]!.number
})

const run = (context: Context) =>
  runReconciliation(context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
const textOf = (message: Message) => JSON.stringify([message.text, message.blocks])

/** A digest made so many days ago, as it stands in #ops. */
async function openDigest(daysAgo: number): Promise<Message> {
  const day = new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10)
  const then = { ...bot.context, now: () => new Date(Date.now() - daysAgo * DAY_MS) }
  await sendDigest(then, { channel: '#ops', day })
  return await bot.playground.nextMessage(
    (message) => message.text.startsWith(`Digest of ${day}`) && message.onlyFor === null,
  )
}

const click = ({ channel, ts }: Message, action: string) =>
  bot.playground.click({
    user: ada,
    channel,
    ts,
    actionId: `discrepancy.${action}`,
    blockId: rowOf(channel, ts),
  })
const rowOf = (channel: string, ts: string) =>
  bot.playground
    .messages(channel)
    .find((message) => message.ts === ts)!
    .blocks!.find(({ block_id: id }) => String(id).endsWith(`:${number}`))!.block_id as string
/** The words of its row, up to its buttons. */
const rowText = (message: Message) =>
  textOf(message).split(`*#${number}*  ·  `)[1]?.split('"actions"')[0] ?? ''
const rowSays = (copy: Message, word: string) =>
  bot.playground.nextMessage((message) => message.ts === copy.ts && rowText(message).includes(word))

describe('T17: a click on a row of a digest', () => {
  test.each([0, 30])('made %i days ago acts on the row, and that digest shows it', async (daysAgo) => {
    const copy = await openDigest(daysAgo)
    await click(copy, 'acknowledge')
    await rowSays(copy, '👀 Acknowledged')
    expect(await showDiscrepancy(bot.context, number)).toMatchObject({ status: 'acknowledged' })
    // What stands there says it, so nobody is told once more.
    expect(bot.playground.messages('#ops').filter(({ onlyFor }) => onlyFor === ada)).toEqual([])
  })

  test('of long ago that somebody acted on meanwhile says who did, and is put right', async () => {
    const copy = await openDigest(60)
    const bea = { kind: 'person', id: 'bea', surface: 'cli' } as const
    await triageDiscrepancy(bot.context, { number, action: 'resolve', actor: bea, reason: 'other' })
    expect(rowText(copy)).toContain('New')
    await click(copy, 'acknowledge')
    const told = await bot.playground.nextMessage(
      (message) => message.onlyFor === ada && message.text.includes(`#${number}`),
    )
    expect(told.text).toContain('bea')
    await rowSays(copy, '✅ Resolved')
  })
})

describe('/recon digest', () => {
  async function ask(text: string): Promise<Message> {
    const seen = new Set(bot.playground.messages('#quiet').map(({ ts }) => ts))
    await bot.playground.command(ada, '#quiet', text)
    return await bot.playground.nextMessage(
      (message) => message.onlyFor === ada && /^Digest of/.test(message.text) && !seen.has(message.ts),
    )
  }

  test('tells one person what a digest would say since the last one, and sends nothing to the channel', async () => {
    const before = bot.playground.messages('#ops').length
    const answer = textOf(await ask('/recon digest'))
    expect(answer).toContain('These need somebody')
    expect(answer).toContain(`*#${number}*`)
    expect(answer).toContain('data_visualization')
    expect(bot.playground.messages('#ops')).toHaveLength(before)
  })

  test('with weeks draws weeks', async () => {
    expect(textOf(await ask('/recon digest weeks'))).toContain('Week of')
  })

  test('is shown anew after a click on one of its rows', async () => {
    const answer = await ask('/recon digest')
    await click(answer, 'acknowledge')
    expect((await rowSays(answer, '👀 Acknowledged')).onlyFor).toBe(ada)
  })
})
