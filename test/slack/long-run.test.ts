import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CounterfoilError } from '../../src/domain/errors.ts'
import { claimRun, completeRun, listRuns } from '../../src/store/runs.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { sampleSummary } from './samples.ts'

const AN_HOUR_MS = 3_600_000

let bot: Bot
let ada: string
let grace: string
/** Lets the sources be read. */
let open = () => {}
/** The ends of the pauses that began before the next word to those who wait. */
let pauses: (() => void)[] = []
let hear = () => {}
/** By how much the bot's clock is ahead. */
let lead = 0

beforeAll(async () => {
  bot = await openBot()
  ;[ada, grace] = bot.playground.people.map(({ id }) => id) as [string, string]
  const wait = () =>
    new Promise<void>((end) => {
      pauses.push(end)
      hear()
    })
  Object.assign(bot.context, { wait, now: () => new Date(Date.now() + lead) })
  // Whoever is known already begins as soon as they ask.
  for (const user of [ada, grace]) await bot.slack.directory.standingOf(user)
})
afterAll(async () => await bot.close())

const row = (balance: string) => ({ id: '1', balance, email: 'a@x.org', plan: 'pro' })

beforeEach(() => {
  pauses = []
  bot.crm.rows = [row('10.00')]
  bot.billing.rows = [row('10.00')]
  bot.billing.broken = false
  bot.billing.gate = new Promise((resolve) => {
    open = resolve
  })
})

async function tellNext() {
  await begun(1)
  pauses.pop()!()
}
/** So many comparisons have been asked for by now. */
async function begun(count: number) {
  while (pauses.length < count)
    await new Promise<void>((resolve) => {
      hear = resolve
    })
}
const type = async (user: string, text: string, where = '#quiet') =>
  expect(await bot.playground.command(user, where, text)).toMatchObject({ ok: true })
const answer = (user: string, fits: RegExp) => nextAnswer(bot, { user, where: '#quiet', fits })
/** What the bot says to her next in a direct message. */
const directMessage = async (fits: RegExp) => {
  const message = await bot.playground.nextMessage(
    ({ channel, onlyFor, ts, ...said }) =>
      channel.startsWith('D') && onlyFor === null && !heard.has(ts) && fits.test(JSON.stringify(said)),
  )
  heard.add(message.ts)
  return message
}
const heard = new Set<string>()
const runsOf = async () => (await listRuns(bot.context.db, { limit: 50 })).length

describe('a run that outlasts the address for its answers', () => {
  test('T35: a check that takes an hour tells in the channel that it goes on, and its result is a direct message', async () => {
    const first = answer(ada, /Comparing Customers/)
    await type(ada, '/recon check customers 1')
    await tellNext()
    await first
    bot.playground.advanceClock(AN_HOUR_MS)
    lead += AN_HOUR_MS
    const news = answer(ada, /Comparing Customers/)
    await tellNext()
    await news
    const result = directMessage(/Customers, id 1/)
    open()
    expect(textOf(await result)).toContain('agree')
  })

  test('T35: one that takes long and fails is told in a direct message', async () => {
    let fail = (_why: Error) => {}
    bot.billing.gate = new Promise((_, reject) => {
      fail = reject
    })
    await type(ada, '/recon run customers')
    await begun(1)
    lead += AN_HOUR_MS
    const result = directMessage(/cannot be reached/)
    fail(new CounterfoilError('source-unreachable', 'The source "billing" cannot be reached'))
    await result
  })

  test('T35: where nobody can write to them it is told in the channel all the same', async () => {
    bot.playground.failCalls((method) =>
      method === 'chat.postMessage' ? { kind: 'refuse', status: 500 } : null,
    )
    await type(ada, '/recon check customers 1')
    await begun(1)
    lead += AN_HOUR_MS
    const result = answer(ada, /Customers, id 1/)
    open()
    await result
    bot.playground.failCalls(() => null)
  })

  test('goes on telling, and ends, in the channel for the eyes of whoever asked', async () => {
    const first = answer(ada, /Comparing Customers/)
    await type(ada, '/recon run customers')
    await tellNext()
    await first
    bot.playground.advanceClock(AN_HOUR_MS)
    const news = answer(ada, /Comparing Customers/)
    await tellNext()
    await news
    const result = answer(ada, /The one record agrees/)
    open()
    await result
  })

  test('ends in a direct message where the bot is not in the channel', async () => {
    const where = bot.playground.addChannel('among-us', { isPrivate: true, members: [ada] })
    const first = nextAnswer(bot, { user: ada, where, fits: /Comparing Customers/ })
    await type(ada, '/recon check customers 1', where)
    await tellNext()
    await first
    bot.playground.advanceClock(AN_HOUR_MS)
    const result = directMessage(/Customers, id 1/)
    open()
    expect(textOf(await result)).toContain('agree')
  })

  test('does not lose its result when the five answers are used up', async () => {
    await type(ada, '/recon run customers')
    for (let told = 0; told < 6; told++) {
      const news = answer(ada, /Comparing Customers/)
      await tellNext()
      await news
    }
    const result = answer(ada, /The one record agrees/)
    open()
    await result
  })
})

describe('two people who ask for the same at the same time', () => {
  test('T36: cause one run, and both get its outcome', async () => {
    const before = await runsOf()
    bot.billing.rows = [row('11.00')]
    const answers = [answer(ada, /agree/), answer(grace, /agree/)]
    await type(ada, '/recon run customers')
    await begun(1)
    await type(grace, '/recon run Customers')
    await begun(2)
    open()
    const [first, second] = await Promise.all(answers)
    expect(textOf(first!)).not.toContain('had asked for the same')
    expect(textOf(second!)).toContain(`<@${ada}> had asked for the same just before`)
    expect(textOf(second!)).toContain('0 of 1 matched record agree')
    expect(await runsOf()).toBe(before + 1)
  })

  test('are both told when it fails', async () => {
    bot.billing.broken = true
    const answers = [answer(ada, /cannot be reached/), answer(grace, /cannot be reached/)]
    const before = await runsOf()
    await Promise.all([type(ada, '/recon check customers 1'), type(grace, '/recon check customers "1"')])
    await Promise.all(answers)
    expect(await runsOf()).toBeGreaterThan(before)
  })

  test('who wants every record does not get the outcome of less', async () => {
    const result = answer(ada, /agree/)
    const refused = answer(grace, /is already going/)
    await type(ada, '/recon run customers')
    await expect.poll(async () => (await listRuns(bot.context.db, { limit: 1 }))[0]?.state).toBe('running')
    await type(grace, '/recon run customers deep')
    await refused
    open()
    await result
  })

  test('get the outcome of the run that another process makes', async () => {
    const { db, now } = bot.context
    const elsewhere = {
      id: 'elsewhere',
      reconciliation: 'customers',
      trigger: 'cli',
      requestedBy: 'ann',
    } as const
    const scope = { kind: 'everything' } as const
    await claimRun(db, { ...elsewhere, scope, now: now(), leaseSeconds: 60 })
    const answers = [ada, grace].map((user) => answer(user, /agree/))
    await Promise.all([ada, grace].map((user) => type(user, '/recon run customers')))
    // Each tells how far it is and waits for the run.
    await begun(4)
    const changes = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }
    const summary = sampleSummary({
      matched: 40,
      agreeing: 40,
      missing: 0,
      mismatch: 0,
      duplicate: 0,
      invalid: 0,
    })
    await completeRun(db, { id: elsewhere.id, summary, changes, now: now() })
    for (const end of pauses.splice(0)) end()
    for (const told of await Promise.all(answers)) {
      expect(textOf(told)).toContain('ann at the command line had asked for the same just before')
    }
  })
})
