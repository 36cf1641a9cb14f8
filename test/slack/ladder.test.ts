import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ladder, LadderCall } from '../../src/domain/ladder.ts'
import { climbLadders } from '../../src/operations/climb-ladders.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listEvents } from '../../src/store/events.ts'
import { findLadder } from '../../src/store/ladders.ts'
import { listFailed } from '../../src/store/outbox.ts'
import { type Card, type Cards, openCards, textOf } from './open-cards.ts'

const KATHERINE = 'U0KATHR003'
const MINUTE = 60_000

let cards: Cards
let card: Card
/** It never goes back: Slack's pace is kept by it. */
let leadMs = 0

beforeAll(async () => {
  cards = await openCards()
  Object.assign(cards.bot.context, { now: () => new Date(Date.now() + leadMs) })
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  cards.bot.playground.archive('#ops', false)
  useLadder([])
  card = await cards.open()
})

/** One minute after each other. */
function useLadder(calls: readonly LadderCall[]): void {
  const steps = calls.map((call, index) => ({ afterSeconds: 60 * (index + 1), call }))
  const ladder: Ladder = { from: 'escalated', severities: ['high'], steps, repeat: 0 }
  const { context } = cards.bot
  const [customers] = context.settings.reconciliations
  const triage = { escalateTo: null, ...(steps.length > 0 ? { ladder } : {}) }
  Object.assign(context, {
    settings: { ...context.settings, reconciliations: [{ ...customers!, triage }] },
  })
}

const escalate = () =>
  triageDiscrepancy(cards.bot.context, {
    number: card.number,
    action: 'escalate',
    actor: { kind: 'person', id: cards.ada, surface: 'slack' },
  })
/** A minute later. */
const climb = async () => {
  leadMs += MINUTE
  return await climbLadders(cards.bot.context)
}
const lastCall = async () =>
  (await listEvents(cards.bot.context.db, card.number)).findLast(({ kind }) => kind === 'called')?.details
const isDirect = (pattern: RegExp) =>
  cards.bot.playground.nextMessage(
    (message) => message.text.includes(`#${card.number} needs`) && pattern.test(textOf(message)),
  )

describe('a step of the ladder', () => {
  test('mentions a group in the thread of the card, by the id that Slack mentions', async () => {
    useLadder([{ kind: 'mention', who: '@oncall-data' }])
    await escalate()
    expect((await card.says(/Next:/)).ts).toBe(card.ts)
    expect(await card.says(/Next:.{0,5} @oncall-data <!date\^\d+\^/)).toBeDefined()
    expect(await climb()).toBe(1)
    const line = await card.threadSays(/nobody has answered/)
    expect(line.text).toContain(`<!subteam^S0ONCALL02>: nobody has answered #${card.number} yet`)
    await card.says(/Nobody answered/)
  })

  test('writes to a person, who acknowledges there and sees it done; the ladder is over', async () => {
    useLadder([
      { kind: 'dm', who: KATHERINE },
      { kind: 'mention', who: '@oncall-data' },
    ])
    await escalate()
    await card.threadSays(/was escalated/)
    await climb()
    const message = await isDirect(/needs somebody/)
    expect(textOf(message)).toMatch(new RegExp(`/archives/[A-Z0-9]+/p${card.ts.replace('.', '')}\\|Its card`))
    const { channel, ts } = message
    await cards.bot.playground.click({ user: KATHERINE, channel, ts, actionId: 'discrepancy.acknowledge' })
    expect(textOf(await isDirect(/needs you no longer/))).toContain(`<@${KATHERINE}>`)
    expect(await card.row()).toMatchObject({ status: 'acknowledged', statusBy: { id: KATHERINE } })
    expect(await findLadder(cards.bot.context.db, card.number)).toMatchObject({ endedBy: 'acknowledged' })
    expect(await climb()).toBe(0)
  })
})

describe('T28: what cannot be delivered', () => {
  test('where the channel was archived the next step is gone at once, and that is written down', async () => {
    useLadder([
      { kind: 'mention', who: '@oncall-data' },
      { kind: 'dm', who: KATHERINE },
    ])
    await escalate()
    await card.threadSays(/was escalated/)
    const before = Date.now()
    cards.bot.playground.archive('#ops')
    await climb()
    await failed(/is_archived/)
    // No minute passes.
    expect(await climbLadders(cards.bot.context)).toBe(1)
    expect(Date.now() - before).toBeLessThan(MINUTE)
    await isDirect(/needs somebody/)
    expect(await lastCall()).toMatchObject({
      to: KATHERINE,
      insteadOf: 'S0ONCALL02',
      because: expect.stringContaining('is_archived'),
    })
  })

  test('a person that Slack does not let us write to is followed by the next step; the card says whom instead', async () => {
    useLadder([
      { kind: 'dm', who: KATHERINE },
      { kind: 'mention', who: '@oncall-data' },
    ])
    await escalate()
    cards.bot.playground.failCalls((method, { channel }) =>
      method === 'chat.postMessage' && channel === KATHERINE
        ? { kind: 'error', error: 'cannot_dm_bot' }
        : null,
    )
    await climb()
    await failed(/cannot_dm_bot/)
    cards.bot.playground.failCalls(null)
    expect(await climbLadders(cards.bot.context)).toBe(1)
    expect((await card.threadSays(/could not be called/)).text).toMatch(
      new RegExp(
        `<!subteam\\^S0ONCALL02>: nobody has answered.*\n.*<@${KATHERINE}> could not be called: cannot_dm_bot`,
      ),
    )
    await card.says(/Nobody answered/)
  })
})

/** Until a call was given up for that reason. */
async function failed(reason: RegExp): Promise<void> {
  const { context } = cards.bot
  await expect
    .poll(
      async () =>
        (await listFailed(context.db)).some(
          ({ about, error }) => 'number' in about && about.number === card.number && reason.test(error ?? ''),
        ),
      { timeout: 15_000 },
    )
    .toBe(true)
}
