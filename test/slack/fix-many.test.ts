import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { autoFix } from '../../src/operations/auto-fix.ts'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import type { Message, View } from '../../src/playground/workspace/contents.ts'
import { textOf } from './open-cards.ts'
import { type Fixes, openFixes } from './open-fixes.ts'

const RECORDS = 4

let fixes: Fixes
let keys: string[]
let group: Message

beforeAll(async () => {
  fixes = await openFixes({ cards: 0 })
})
afterAll(async () => await fixes?.close())
beforeEach(async () => {
  keys = []
  for (let at = 0; at < RECORDS; at++) keys.push(await fixes.given())
  const { run } = await fixes.run()
  group = await fixes.bot.playground.nextMessage((message) => textOf(message).includes(`"${run.id}"`))
})
afterEach(async () => {
  Object.assign(limit(), { run: 20 })
  // What is left open is resolved by the next run, and is no other test's.
  await fixes.server.query("update accounts set plan = 'pro'")
  Object.assign(fixes.bot.context.settings.reconciliations[0]!.triage, { may: {} })
  await fixes.bot.playground.closeView(fixes.ada)
})

const limit = () => fixes.bot.context.settings.reconciliations[0]!.remedies![0]!.limit
async function plans(): Promise<unknown[]> {
  const found: unknown[] = []
  for (const key of keys) found.push(await fixes.planOf(key))
  return found
}

/** The window of the fix for all that are open in the group. */
async function choose(user: string): Promise<View> {
  await fixes.press(user, group, 'group.triage')
  const view = await fixes.windowOf(user, /Which ones/)
  await fixes.bot.playground.click({ user, viewId: view.id, actionId: 'many-action', value: 'fix' })
  await fixes.windowOf(user, /"initial_option":\{[^{}]*\{[^{}]*\}[^{}]*"value":"fix"/)
  await fixes.bot.playground.submitView({
    user,
    values: { 'many-action': { 'many-action': 'fix' }, 'many-which': { 'many-which': 'all' } },
  })
  return await fixes.windowOf(user, /chosen/)
}

describe('Fix…, for many', () => {
  test('one approval fixes all that are as they were seen, and says of the others why not', async () => {
    const { ada, bot } = fixes
    const window = await choose(ada)
    const shown = textOf(window)
    expect(shown).toContain(`*Copy the plan from the CRM* for *${RECORDS}*`)
    expect(shown).toMatch(/plan .*free.* → .*pro/)
    expect(JSON.stringify(window)).toContain(`Apply to ${RECORDS}`)
    await fixes.setPlan(keys[1]!, 'team')
    await fixes.submit(ada)
    const outcome = textOf(await fixes.windowOf(ada, /3 verified, 1 not tried/))
    expect(outcome).toContain('the sides show other values than the last run saw')
    expect(await plans()).toEqual(['pro', 'team', 'pro', 'pro'])
    const line = await bot.playground.nextMessage(({ threadTs }) => threadTs === group.ts)
    expect(line.text).toMatch(/Copy the plan from the CRM.*3 verified, 1 not tried/)
  })

  test('what a run saw since is not what was approved', async () => {
    const { ada } = fixes
    await choose(ada)
    await fixes.setPlan(keys[0]!, 'team')
    await fixes.run()
    await fixes.submit(ada)
    const outcome = textOf(await fixes.windowOf(ada, /3 verified, 1 not tried/))
    expect(outcome).toContain('it changed since you looked')
    expect((await plans())[0]).toBe('team')
  })

  test('stops at the limit and says how many are as they were', async () => {
    const { ada } = fixes
    Object.assign(limit(), { run: 2 })
    expect(JSON.stringify(await choose(ada))).toContain('Apply to 2')
    await fixes.submit(ada)
    const outcome = textOf(await fixes.windowOf(ada, /2 verified, 2 left as they were/))
    expect(outcome).toContain('its limit of 2 together is reached')
    expect(await plans()).toEqual(['pro', 'pro', 'free', 'free'])
  })

  test('whoever may not is told so, and nothing is done', async () => {
    const { ada, ben, bot } = fixes
    await choose(ada)
    Object.assign(bot.context.settings.reconciliations[0]!.triage, { may: { fix: [ben] } })
    await fixes.submit(ada)
    await fixes.windowOf(ada, new RegExp(`Only <@${ben}> may apply remedies`))
    expect(await plans()).toEqual(['free', 'free', 'free', 'free'])
  })
})

describe('A remedy that is on by itself', () => {
  const automatic = () => autoFix(fixes.bot.context, new Set())
  const list = async () => {
    const { playground } = fixes.bot
    await playground.command(fixes.ada, '#quiet', '/recon remedies customers')
    return await fixes.isTold(fixes.ada, /2 remedies/)
  }

  test('is offered only after so many approved successes, and then repairs what a run saw', async () => {
    const { ada, bot } = fixes
    expect(await automatic()).toBe(0)
    await choose(ada)
    await fixes.submit(ada)
    await fixes.windowOf(ada, /4 verified/)
    const shown = await list()
    await fixes.press(ada, shown, 'remedy.auto')
    await fixes.isTold(ada, /\*Automatic\* since/)
    const key = await fixes.given()
    await fixes.run()
    expect(await automatic()).toBe(1)
    expect(await fixes.planOf(key)).toBe('pro')
    const since = new Date(Date.now() - 3_600_000)
    const period = {
      reconciliations: bot.context.settings.reconciliations,
      day: '2026-11-02',
      since,
      until: new Date(),
    }
    const { fixes: told } = await gatherDigest(bot.context, period)
    expect(told?.find(({ automatic }) => automatic)).toMatchObject({
      remedy: 'copy_plan',
      state: 'verified',
      count: 1,
    })
    const off = await list()
    await fixes.press(ada, off, 'remedy.person')
    await fixes.isTold(ada, /Automatic: off/)
    await fixes.given()
    await fixes.run()
    expect(await automatic()).toBe(0)
  })
})
