import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { type Card, type Cards, openCards, textOf } from './open-cards.ts'

let cards: Cards
let card: Card
let ada: string
let ben: string

beforeAll(async () => {
  cards = await openCards()
  ;({ ada, ben } = cards)
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  card = await cards.open()
})
afterEach(async () => {
  cards.bot.playground.failCalls(null)
  for (const user of [ada, ben]) await cards.bot.playground.closeView(user)
})

const kinds = async () => (await card.events()).map(({ kind }) => kind)
const viewsOf = (user: string) => cards.bot.playground.views(user)
const does = (user: string, action: 'acknowledge' | 'resolve') =>
  triageDiscrepancy(cards.bot.context, {
    number: card.number,
    action,
    ...(action === 'resolve' ? { reason: 'expected' as const } : {}),
    actor: { kind: 'person', id: user, surface: 'slack' },
  })
const snoozing = async (user: string) => {
  await card.choose(user, 'snooze')
  return await cards.windowShows(user, new RegExp(`#${card.number} .*Until when`))
}

describe('a window', () => {
  test('T30: sent after the row changed asks again in the same place, with what was answered', async () => {
    await snoozing(ada)
    await does(ben, 'acknowledge')
    expect(await cards.send(ada, { until: 'week', note: 'later' })).toMatchObject({ ok: true })
    const again = await cards.windowShows(ada, /has changed since you looked/)
    expect(again).toContain(`<@${ben}> acknowledged it`)
    expect(again).toContain('"initial_value":"later"')
    expect(again).toMatch(/"initial_option":\{[^{}]*\{[^{}]*\}[^{}]*"value":"week"/)
    expect((await card.row()).snooze).toBeNull()
    await cards.send(ada, { until: 'week', note: 'later' })
    expect(viewsOf(ada)).toEqual([])
    expect((await card.row()).snooze).not.toBeNull()
  })

  test('T29: that Slack does not open in time is said, with what to do', async () => {
    const told = () =>
      cards.bot.playground
        .messages('#ops')
        .filter(({ onlyFor, text }) => onlyFor === ada && /in time\. Please choose Assign again/.test(text))
    for (const [index, error] of ['expired_trigger_id', 'exchanged_trigger_id'].entries()) {
      cards.bot.playground.failCalls((method) => (method === 'views.open' ? { kind: 'error', error } : null))
      await card.choose(ada, 'assign')
      await cards.bot.playground.nextMessage(() => told().length === index + 1)
    }
    expect(viewsOf(ada)).toEqual([])
  })

  test('T31: that was closed while it was being read is let go', async () => {
    cards.bot.playground.failCalls((method) =>
      method === 'views.update' ? { kind: 'error', error: 'not_found' } : null,
    )
    const logged = cards.bot.nextLine(/a window could not be updated/)
    await card.choose(ada, 'snooze')
    expect((await logged).level).toBe('info')
  })

  test('T31: that shows something newer by now is rendered anew', async () => {
    let refused = 0
    cards.bot.playground.failCalls((method, { hash }) => {
      if (method !== 'views.update' || hash === undefined) return null
      refused++
      return { kind: 'error', error: 'hash_conflict' }
    })
    expect(await snoozing(ada)).toContain(`#${card.number}`)
    expect(refused).toBe(1)
  })

  test('waits a little where Slack takes no more calls just now', async () => {
    let refused = 0
    cards.bot.playground.failCalls((method) => {
      if (method !== 'views.update' || refused > 0) return null
      refused++
      return { kind: 'limit', retryAfterSeconds: 1 }
    })
    expect(await snoozing(ada)).toContain(`#${card.number}`)
    expect(refused).toBe(1)
  })

  test('T29: takes its time where Slack answers late, and then shows what came of it', async () => {
    // Nobody has asked about them yet.
    cards.bot.playground.addPerson({ id: 'U0NEW00029', name: 'newest' })
    await card.choose(ada, 'assign')
    await cards.windowShows(ada, /To whom/)
    let answer = () => {}
    const until = new Promise<void>((resolve) => {
      answer = resolve
    })
    cards.bot.playground.failCalls((method) => (method === 'users.info' ? { kind: 'hold', until } : null))
    await cards.send(ada, { person: 'U0NEW00029' })
    await cards.windowShows(ada, /a little longer/)
    answer()
    expect(await cards.windowShows(ada, new RegExp(`#${card.number}\\*: New`))).toContain('<@U0NEW00029>')
  })
})

describe('Undo', () => {
  /** A row of a message that is not rendered anew when somebody clicks, as a digest has them. */
  const post = async () => {
    const { version } = await card.row()
    const { channel, ts } = await cards.bot.slack.client.chat.postMessage({
      channel: '#quiet',
      text: 'rows',
      blocks: [
        {
          type: 'actions',
          block_id: `digest:${card.number}`,
          elements: [
            {
              type: 'button',
              text: { type: 'plain_text', text: 'Acknowledge' },
              action_id: 'discrepancy.acknowledge',
              value: `${card.number}:${version}`,
            },
          ],
        },
      ],
    })
    return { channel: channel!, ts: ts! }
  }

  test('stands beside the words for whoever acted, and takes it back once', async () => {
    const row = await post()
    await cards.bot.playground.click({ user: ada, ...row, actionId: 'discrepancy.acknowledge' })
    const told = await cards.isTold(ada, new RegExp(`#${card.number}\\*: 👀 Acknowledged`))
    const undo = { user: ada, channel: told.channel, ts: told.ts, actionId: 'discrepancy.undo' }
    await cards.bot.playground.click(undo)
    const undone = await cards.bot.playground.nextMessage(
      ({ ts, text }) => ts === told.ts && /: New$/.test(text),
    )
    expect(textOf(undone)).not.toContain('discrepancy.undo')
    expect(await kinds()).toEqual(['opened', 'acknowledged', 'undone'])
    expect((await card.row()).status).toBe('new')
  })

  test('T25: after somebody else acted is refused, and says who did what', async () => {
    const row = await post()
    await cards.bot.playground.click({ user: ada, ...row, actionId: 'discrepancy.acknowledge' })
    const told = await cards.isTold(ada, new RegExp(`#${card.number}\\*: 👀 Acknowledged`))
    await does(ben, 'resolve')
    await cards.bot.playground.click({
      user: ada,
      channel: told.channel,
      ts: told.ts,
      actionId: 'discrepancy.undo',
    })
    await cards.isTold(ada, new RegExp(`#${card.number} has changed since you looked: <@${ben}> resolved it`))
    expect((await card.row()).status).toBe('resolved')
    expect(await kinds()).toEqual(['opened', 'acknowledged', 'resolved'])
  })
})
