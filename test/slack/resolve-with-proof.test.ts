import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { resolveDiscrepancy } from '../../src/operations/resolve-discrepancy.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { type Card, type Cards, openCards, textOf } from './open-cards.ts'

let cards: Cards
let card: Card
/** By how much the bot's clock is ahead. */
let lead = 0

beforeAll(async () => {
  cards = await openCards()
  Object.assign(cards.bot.context, { now: () => new Date(Date.now() + lead) })
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  card = await cards.open()
})
afterEach(async () => {
  cards.bot.billing.broken = false
  cards.bot.playground.failCalls(null)
  for (const user of [cards.ada, cards.ben]) await cards.bot.playground.closeView(user)
})

const findStarted = async (db: Cards['bot']['context']['db']) =>
  ((await db.execute(sql`select id from runs`)) as unknown as { rows: unknown[] }).rows
const person = (id: string) => ({ kind: 'person', id, surface: 'slack' }) as const

describe('Resolve, fixed at the source', () => {
  test('shows that it looks, and is verified where the sides agree now', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    card.billingSays('42.50')
    const release = cards.holdBilling()
    expect(await cards.submit(ada, 'fixed', 'corrected in billing')).toMatchObject({ ok: true })
    await cards.windowShows(ada, /Checking/)
    expect((await card.row()).status).toBe('new')
    release()
    expect(await cards.windowShows(ada, /is resolved/)).toContain('*Verified*: the sides agreed')
    expect(textOf(await card.says(/Verified/))).toMatch(
      /fixed at the source.*corrected in billing.*☑️ \*Verified\*/,
    )
    expect(await card.row()).toMatchObject({
      status: 'resolved',
      statusBy: { kind: 'person', id: ada },
      resolution: { reason: 'fixed', note: 'corrected in billing', check: { word: 'agreed' } },
    })
    const events = await card.events()
    expect(events.map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
    expect(events.at(-1)).toMatchObject({ actor: { id: ada }, details: { check: { word: 'agreed' } } })
  })

  test('where they still differ shows both values and asks again; anyway it is resolved, and comes back', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    card.billingSays('42.10')
    await cards.submit(ada, 'fixed', 'done')
    const again = await cards.windowShows(ada, /still differs/)
    expect(again).toMatch(/Before.*Difference: 0\.45".*Now.*Difference: 0\.4"/)
    expect(again).toContain('"initial_value":"done"')
    expect(again).toContain('something else than before')
    expect((await card.row()).status).toBe('new')
    await card.says(/Difference: 0\.4"/)
    await cards.submit(ada, 'fixed', 'done')
    await cards.windowShows(ada, /is resolved/)
    expect(textOf(await card.says(/Not verified/))).toContain('the sides still differed')
    expect((await card.row()).resolution?.check?.word).toBe('differed')
    await cards.run()
    await card.says(/came back/)
    expect(await card.row()).toMatchObject({ status: 'new', resolution: null })
  })

  test('asks again when the values changed once more behind “Resolve anyway”', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    await cards.submit(ada, 'other', 'no idea')
    expect(await cards.windowShows(ada, /still differs/)).toContain('the same as before')
    card.billingSays('43.00')
    await cards.submit(ada, 'other', 'no idea')
    await cards.windowShows(ada, /something else than before/)
    expect((await card.row()).status).toBe('new')
    card.billingSays('42.50')
    await cards.submit(ada, 'other', 'no idea')
    expect(await cards.windowShows(ada, /is resolved/)).toContain('*Verified*')
  })

  test('is not verified where a source is away, and says why', async () => {
    const { ada, bot } = cards
    await card.askWhy(ada)
    bot.billing.broken = true
    await cards.submit(ada, 'fixed')
    const outcome = await cards.windowShows(ada, /is resolved/)
    expect(outcome).toMatch(/Not verified\*: The source .*billing.* cannot be reached/)
    expect(textOf(await card.says(/Not verified/))).toContain('cannot be reached')
    expect((await card.row()).status).toBe('resolved')
  })

  test('tells the outcome in the channel when the window was closed meanwhile', async () => {
    const { ada, bot } = cards
    await card.askWhy(ada)
    const release = cards.holdBilling()
    await cards.submit(ada, 'fixed')
    await cards.windowShows(ada, /Checking/)
    await bot.playground.closeView(ada)
    release()
    const told = await cards.isTold(ada, new RegExp(`#${card.number} still differs`))
    expect(textOf(told)).toContain('If it is resolved anyway')
    expect((await card.row()).status).toBe('new')
  })

  test.each(['open', 'closed'])(
    'T35: tells an outcome that comes late in a direct message, with the window %s',
    async (window) => {
      const { ada, bot } = cards
      await card.askWhy(ada)
      card.billingSays('42.50')
      const release = cards.holdBilling()
      await cards.submit(ada, 'fixed')
      await cards.windowShows(ada, /Checking/)
      if (window === 'closed') await bot.playground.closeView(ada)
      lead += 5 * 60_000
      release()
      const told = await bot.playground.nextMessage(
        ({ channel, text }) => channel.startsWith('D') && text.includes(`#${card.number} is resolved`),
      )
      expect(told).toMatchObject({ onlyFor: null, text: expect.stringContaining('*Verified*') })
      if (window === 'open') await cards.windowShows(ada, /is resolved/)
      else expect(bot.playground.views(ada)).toEqual([])
    },
  )

  test('for a key that no source can look up is not verified', async () => {
    const { bot, ada } = cards
    const rows = bot.crm.rows
    bot.crm.rows = [...rows, { id: null, balance: '1', email: null, plan: null }]
    await cards.run()
    bot.crm.rows = rows
    const { discrepancies } = await listDiscrepancies(bot.context, { limit: 100 })
    const { number } = discrepancies.find(({ finding }) => finding.kind === 'invalid')!
    const request = { number, reason: 'fixed', actor: person(ada), trigger: 'slash' } as const
    const outcome = await resolveDiscrepancy(bot.context, request)
    expect(outcome).toMatchObject({
      differs: false,
      moved: { accepted: true, discrepancy: { resolution: { check: { word: 'unknown' } } } },
    })
    expect(JSON.stringify(outcome)).toContain('no source can look up a key that is none')
  })
})

describe('Resolve while a run is going that sees the difference', () => {
  /** A run that has read the crm and waits for billing. */
  const reading = async () => {
    const release = cards.holdBilling()
    const { context } = cards.bot
    const before = (await findStarted(context.db)).length
    const done = cards.run()
    await vi.waitFor(async () => expect(await findStarted(context.db)).toHaveLength(before + 1))
    return async () => {
      release()
      await done
    }
  }

  test('T16: resolved after the run began is left alone by it; the next run brings it back', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    const finish = await reading()
    await cards.submit(ada, 'not-a-problem')
    await card.says(/Resolved/)
    await finish()
    expect((await card.row()).status).toBe('resolved')
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
    await cards.run()
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'reopened'])
  })

  test('T16: resolved before the run began comes back with it', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    await cards.submit(ada, 'not-a-problem')
    await card.says(/Resolved/)
    const finish = await reading()
    await finish()
    expect((await card.row()).status).toBe('new')
    await card.says(/came back/)
  })
})

describe('Resolve, of two who act at once', () => {
  test('the second is told that the record is being compared, tries again, and hears who resolved it', async () => {
    const { ada, ben } = cards
    await card.askWhy(ada)
    await card.askWhy(ben)
    card.billingSays('42.50')
    const release = cards.holdBilling()
    await cards.submit(ada, 'fixed')
    await cards.windowShows(ada, /Checking/)
    await cards.submit(ben, 'fixed', 'me too')
    expect(await cards.windowShows(ben, /is already going/)).toContain('"initial_value":"me too"')
    release()
    await cards.windowShows(ada, /is resolved/)
    await cards.submit(ben, 'fixed', 'me too')
    await cards.windowShows(ben, new RegExp(`<@${ada}> already resolved #${card.number}`))
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
  })

  test('somebody who acts while the sides are compared is not overruled', async () => {
    const { ada, ben, bot } = cards
    await card.askWhy(ada)
    card.billingSays('42.50')
    const release = cards.holdBilling()
    await cards.submit(ada, 'fixed')
    await cards.windowShows(ada, /Checking/)
    await triageDiscrepancy(bot.context, { number: card.number, action: 'acknowledge', actor: person(ben) })
    release()
    const again = await cards.windowShows(
      ada,
      new RegExp(`has changed since you looked: <@${ben}> acknowledged it`),
    )
    expect(again).toContain('Why is it resolved?')
    expect((await card.row()).status).toBe('acknowledged')
    await cards.submit(ada, 'fixed')
    await cards.windowShows(ada, /is resolved/)
    expect((await card.row()).status).toBe('resolved')
  })

  test('a run that resolved it while the window was open was first', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    card.billingSays('42.50')
    await cards.run()
    await cards.submit(ada, 'fixed')
    await cards.windowShows(ada, new RegExp(`#${card.number} was resolved by itself`))
  })

  test('T30: a difference that is right is asked again with the values as they are by now, and with what was answered', async () => {
    const { ada } = cards
    await card.askWhy(ada)
    card.billingSays('42.99')
    await cards.run()
    expect(await cards.submit(ada, 'expected', 'as agreed')).toMatchObject({ ok: true })
    const again = await cards.windowShows(ada, new RegExp(`#${card.number} has changed since you looked`))
    expect(again).toContain('Difference: 0.49')
    expect(again).toContain('"initial_value":"as agreed"')
    expect(again).toMatch(/"initial_option":\{[^{}]*\{[^{}]*\}[^{}]*"value":"expected"/)
    expect((await card.row()).status).toBe('new')
    await cards.submit(ada, 'expected', 'as agreed')
    expect(cards.bot.playground.views(ada)).toEqual([])
    expect(await card.row()).toMatchObject({ status: 'resolved', resolution: { note: 'as agreed' } })
  })

  test('T30: what somebody else resolved meanwhile is not asked again, and the window says who did', async () => {
    const { ada, ben, bot } = cards
    await card.askWhy(ada)
    const { number } = card
    const mine = { number, action: 'resolve', reason: 'expected', actor: person(ben) } as const
    await triageDiscrepancy(bot.context, mine)
    await cards.submit(ada, 'not-a-problem')
    expect(await cards.windowShows(ada, new RegExp(`<@${ben}> already resolved #${number}`))).not.toContain(
      'Why is it resolved?',
    )
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
  })
})

test('Resolve tells the outcome as an answer when Slack does not change the window', async () => {
  const { ada, bot } = cards
  await card.askWhy(ada)
  card.billingSays('42.50')
  bot.playground.failCalls((method) => (method === 'views.update' ? { kind: 'refuse', status: 503 } : null))
  await cards.submit(ada, 'fixed')
  const told = await cards.isTold(ada, new RegExp(`#${card.number} is resolved`))
  expect(told.text).toContain('*Verified*')
})
