import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listRuns } from '../../src/store/runs.ts'
import { type Card, type Cards, openCards, textOf } from './open-cards.ts'

let cards: Cards
let card: Card

beforeAll(async () => {
  cards = await openCards()
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  card = await cards.open()
})
afterEach(async () => {
  cards.bot.billing.broken = false
  await cards.bot.playground.closeView(cards.ada)
})

const note = async (words: string, action: TriageAction = 'note') =>
  await triageDiscrepancy(cards.bot.context, {
    number: card.number,
    action,
    note: words,
    actor: { kind: 'person', id: cards.ben, surface: 'slack' },
  })

describe('Check again', () => {
  test('resolves what agrees by itself, edits the card and tells whoever clicked', async () => {
    card.billingSays('42.50')
    await card.look(cards.ada, 'check')
    await cards.isTold(cards.ada, new RegExp(`\\*#${card.number}\\*: the sides agree now`))
    const edited = textOf(await card.says(/Resolved by itself/))
    expect(edited).not.toContain('Check again')
    expect(edited).toContain('History')
    expect((await card.row()).statusBy.kind).toBe('run')
  })

  test('shows other values on the card, and before and after in the answer', async () => {
    card.billingSays('42.10')
    await card.look(cards.ada, 'check')
    const told = textOf(await cards.isTold(cards.ada, new RegExp(`#${card.number} still differs`)))
    expect(told).toMatch(/something else than before.*Before.*Difference: 0\.45".*Now.*Difference: 0\.4"/)
    await card.says(/Difference: 0\.4"/)
  })

  test('says that nothing changed, and counts that it was seen', async () => {
    await card.look(cards.ada, 'check')
    await cards.isTold(cards.ada, new RegExp(`#${card.number} still differs.*the same as before`))
    expect((await card.row()).timesSeen).toBe(2)
  })

  test('says that a source is away, and leaves all as it was', async () => {
    const before = await card.row()
    cards.bot.billing.broken = true
    await card.look(cards.ada, 'check')
    const told = await cards.isTold(cards.ada, new RegExp(`#${card.number}\\* could not be checked`))
    expect(told.text).toMatch(/"billing" cannot be reached\. It is new, as before\.$/)
    expect(await card.row()).toEqual(before)
  })

  test('T35: tells what comes late in a direct message', async () => {
    const { bot, ada } = cards
    let lead = 0
    Object.assign(bot.context, { now: () => new Date(Date.now() + lead) })
    const release = cards.holdBilling()
    const runs = async () => (await listRuns(bot.context.db, { limit: 100 })).length
    const before = await runs()
    await card.look(ada, 'check')
    await vi.waitFor(async () => expect(await runs()).toBe(before + 1))
    lead = 5 * 60_000
    release()
    const told = await bot.playground.nextMessage(
      ({ channel, text }) => channel.startsWith('D') && text.includes(`#${card.number} still differs`),
    )
    expect(told.onlyFor).toBeNull()
  })

  test('on a card that was resolved since says so', async () => {
    const { bot, ada } = cards
    bot.playground.failCalls((method) => (method === 'chat.update' ? { kind: 'refuse', status: 503 } : null))
    card.billingSays('42.50')
    await cards.run()
    await card.look(ada, 'check')
    bot.playground.failCalls(null)
    await cards.isTold(ada, new RegExp(`#${card.number} was resolved by itself`))
  })
})

describe('History', () => {
  test('tells what happened, newest first, with who, when, what they said and what changed', async () => {
    await note('asked *billing*')
    card.billingSays('42.10')
    await cards.run()
    await card.look(cards.ada, 'history')
    const shown = await cards.windowShows(cards.ada, /Found/)
    expect(shown).toMatch(
      new RegExp(
        `Its values changed.*Before.*Difference: 0\\.45".*Since then.*Difference: 0\\.4".*Note\\* by <@${cards.ben}>.*“asked ∗billing∗”.*Found\\* by a run.*Difference: 0\\.45"`,
      ),
    )
    expect(shown).not.toContain('history.page')
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened', 'note', 'seen'])
  })

  test('is paged, and a page stays what it was while more happens', async () => {
    // Notes would fill the thread, which takes one message a second.
    for (let index = 1; index <= 11; index++)
      await note(`word ${index};`, index % 2 === 1 ? 'acknowledge' : 'unacknowledge')
    await card.look(cards.ada, 'history')
    const first = await cards.windowShows(cards.ada, /Older/)
    expect(first).toMatch(/word 11;.*word 2;/)
    expect(first).not.toMatch(/word 1;|Newer/)
    await note('word 12;', 'unacknowledge')
    await turn('older')
    const second = await cards.windowShows(cards.ada, /Newer/)
    expect(second).toMatch(/word 1;.*Found/)
    expect(second).not.toMatch(/word 2;|Older/)
    await turn('newer')
    expect(await cards.windowShows(cards.ada, /Older/)).toMatch(/word 11;.*word 2;/)
  })

  test('lets go where its window cannot be shown any more', async () => {
    const { bot, ada } = cards
    const errors = () => bot.log.filter(({ level }) => level === 'error').length
    const before = errors()
    bot.playground.failCalls((method) => (method === 'views.update' ? { kind: 'refuse', status: 503 } : null))
    const logged = bot.nextLine(/a history could not be shown/)
    await card.look(ada, 'history')
    await logged
    bot.playground.failCalls(null)
    expect(errors()).toBe(before)
  })

  async function turn(direction: 'older' | 'newer'): Promise<void> {
    const [view] = cards.bot.playground.views(cards.ada)
    const actionId = `history.page.${direction}`
    await cards.bot.playground.click({ user: cards.ada, viewId: view!.id, actionId })
  }
})
