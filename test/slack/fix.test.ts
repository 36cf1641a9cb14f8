import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyRemedy } from '../../src/operations/apply-remedy.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { textOf } from './open-cards.ts'
import { type Fixes, openFixes, SECRET } from './open-fixes.ts'

let fixes: Fixes

beforeAll(async () => {
  fixes = await openFixes()
})
afterAll(async () => await fixes?.close())
afterEach(async () => {
  Object.assign(fixes.bot.context.settings.reconciliations[0]!.triage, { may: {} })
  for (const user of [fixes.ada, fixes.ben]) await fixes.bot.playground.closeView(user)
})

const openCard = async (values = {}) => {
  const key = await fixes.given(values)
  await fixes.run()
  return { key, card: await fixes.card(key) }
}
const openWindow = async (user: string, card: Message) => {
  await fixes.press(user, card, 'discrepancy.fix')
  return await fixes.windowOf(user, /Copy the/)
}

describe('Fix…', () => {
  test('shows exactly what will be done, does it, and resolves what is proven', async () => {
    const { ada } = fixes
    const { key, card } = await openCard()
    const window = await openWindow(ada, card)
    expect(JSON.stringify(window)).toContain('"Apply"')
    const shown = textOf(window)
    expect(shown).toContain('update accounts set plan = :crm.plan where ref = :key')
    expect(shown).toMatch(/now: .*free.*after: .*pro/)
    expect(shown).toContain('*100* of 100 left within 24 hours')
    expect(await fixes.planOf(key)).toBe('free')
    await fixes.submit(ada)
    const outcome = textOf(await fixes.windowOf(ada, /verified, all sides agree/))
    expect(outcome).toContain(`#${card.number} is resolved`)
    expect(await fixes.planOf(key)).toBe('pro')
    expect(textOf(await fixes.cardSays(card, /🔧/))).toContain(`*Copy the plan from the CRM* by <@${ada}>`)
    expect(await fixes.row(card.number)).toMatchObject({
      status: 'resolved',
      statusBy: { kind: 'person', id: ada },
      resolution: { reason: 'remedy' },
    })
  })

  test('sent twice is applied once', async () => {
    const { ada, ben } = fixes
    const { card } = await openCard()
    await openWindow(ada, card)
    await openWindow(ben, card)
    await Promise.all([fixes.submit(ada), fixes.submit(ben)])
    const outcomes = await Promise.all(
      [ada, ben].map((user) =>
        fixes.windowOf(user, /verified, all sides agree|Nothing was changed|resolved/),
      ),
    )
    expect(outcomes.map(textOf).filter((text) => text.includes('verified, all sides agree'))).toHaveLength(1)
    const attempts = await fixes.attempts(card.number)
    expect(attempts.filter(({ state }) => state === 'verified')).toHaveLength(1)
  })

  test('of what changed meanwhile nothing is done: the window shows the new plan and asks again', async () => {
    const { ada } = fixes
    const { key, card } = await openCard()
    await openWindow(ada, card)
    await fixes.setPlan(key, 'team')
    await fixes.submit(ada)
    const again = textOf(await fixes.windowOf(ada, /has changed since you looked/))
    expect(again).toMatch(/now: .*team.*after: .*pro/)
    expect(await fixes.planOf(key)).toBe('team')
    await fixes.submit(ada)
    await fixes.windowOf(ada, /verified, all sides agree/)
    expect(await fixes.planOf(key)).toBe('pro')
  })

  test('offers no Apply to whoever may not, and does nothing for who sends it all the same', async () => {
    const { ada, ben, bot } = fixes
    const { key, card } = await openCard()
    await openWindow(ada, card)
    Object.assign(bot.context.settings.reconciliations[0]!.triage, { may: { fix: [ben] } })
    await fixes.submit(ada)
    await fixes.windowOf(ada, new RegExp(`Only <@${ben}> may apply remedies in Customers`))
    expect(await fixes.planOf(key)).toBe('free')
    await bot.playground.closeView(ada)
    const shown = await openWindow(ada, card)
    expect(textOf(shown)).toContain(`Only <@${ben}> may`)
    expect(JSON.stringify(shown)).not.toContain('"Apply"')
    expect(await fixes.attempts(card.number)).toEqual([])
  })

  test('on a card that is resolved by now says who did it', async () => {
    const { ada, ben, bot } = fixes
    const { card } = await openCard()
    const actor = { kind: 'person', id: ben, surface: 'slack' } as const
    await applyRemedy(bot.context, { number: card.number, remedy: 'copy_plan', actor })
    await fixes.press(ada, card, 'discrepancy.fix')
    await fixes.windowOf(ada, new RegExp(`<@${ben}> already resolved #${card.number}`))
  })

  test('shows no sensitive value in the window, on the card or in the log', async () => {
    const { ada, bot } = fixes
    const { card } = await openCard({ plan: 'pro', email: 'other.secret@x.org' })
    const shown = textOf(await openWindow(ada, card))
    expect(shown).toContain('••••')
    await fixes.submit(ada)
    await fixes.windowOf(ada, /verified, all sides agree/)
    await fixes.cardSays(card, /🔧/)
    const said = JSON.stringify([shown, bot.playground.messages(card.channel), bot.log])
    expect(said).not.toContain(SECRET)
    expect(said).not.toContain('other.secret')
    expect(said).not.toContain('s3cret-pw')
  })
})

describe('Undo fix', () => {
  test('writes back what was there, and the discrepancy is open again', async () => {
    const { ada } = fixes
    const { key, card } = await openCard()
    await openWindow(ada, card)
    await fixes.submit(ada)
    const fixed = await fixes.cardSays(card, /Undo fix/)
    await fixes.press(ada, fixed, 'discrepancy.undo-fix')
    await fixes.isTold(ada, /Undo of Copy the plan/)
    expect(await fixes.planOf(key)).toBe('free')
    expect((await fixes.row(card.number))?.status).toBe('new')
    await fixes.cardSays(card, /↩️/)
  })

  test('of what somebody has changed since is refused', async () => {
    const { ada } = fixes
    const { key, card } = await openCard()
    await openWindow(ada, card)
    await fixes.submit(ada)
    const fixed = await fixes.cardSays(card, /Undo fix/)
    await fixes.setPlan(key, 'team')
    await fixes.press(ada, fixed, 'discrepancy.undo-fix')
    await fixes.isTold(
      ada,
      new RegExp(`Nothing was changed for #${card.number}: billing does not show any more`),
    )
    expect(await fixes.planOf(key)).toBe('team')
  })
})
