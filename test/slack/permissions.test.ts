import { WebClient } from '@slack/web-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Permissions } from '../../src/domain/permission.ts'
import { resolveDiscrepancy } from '../../src/operations/resolve-discrepancy.ts'
import { openDirectory } from '../../src/slack/open-directory.ts'
import { warnOfPeople } from '../../src/slack/warn-of-people.ts'
import { nextAnswer } from './answers.ts'
import { type Card, type Cards, openCards } from './open-cards.ts'

let cards: Cards
let card: Card
/** Of finance. */
let ada: string
/** On call, and not of finance. */
let grace: string

beforeAll(async () => {
  cards = await openCards()
  ;({ ada, ben: grace } = cards)
  const { playground } = cards.bot
  playground.addPerson({ id: 'U0GUEST001', name: 'guest', standing: 'guest' })
  playground.addPerson({ id: 'U0STRANGE1', name: 'stranger', standing: 'stranger' })
  playground.addPerson({ id: 'U0LEFT0001', name: 'left' })
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  card = await cards.open()
  allow({})
})
afterEach(async () => {
  cards.bot.playground.failCalls(null)
  await cards.bot.playground.closeView(ada)
  await cards.bot.playground.closeView(grace)
})

/** What the config says from now on. */
function allow(may: Permissions): void {
  Object.assign(cards.bot.context.settings.reconciliations[0]!.triage, { may })
}

const press = (user: string, action: string, place: { channel?: string; ts?: string } = {}) =>
  cards.bot.playground.click({
    user,
    channel: '#ops',
    ts: card.ts,
    actionId: `discrepancy.${action}`,
    ...place,
  })

/** What the person is told, and that the press did nothing else. */
async function isRefused(user: string, action: string, sentence: string): Promise<void> {
  const before = await card.row()
  const words = new RegExp(sentence.replace(/[().]/g, '\\$&'))
  const told = nextAnswer(cards.bot, { user, where: '#ops', fits: words })
  expect(await press(user, action)).toMatchObject({ ok: true })
  await told
  expect(await card.row()).toEqual(before)
  expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened'])
}

const callsOf = (method: string) =>
  cards.bot.playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === method).length

describe('T18: a button that somebody made up', () => {
  /** Says in the bot's own name what the bot never said. */
  async function forge(value: string): Promise<{ channel: string; ts: string }> {
    const { botToken, apiUrl } = cards.bot.playground
    const client = new WebClient(botToken, { slackApiUrl: apiUrl })
    const elements = [
      {
        type: 'button' as const,
        action_id: 'discrepancy.acknowledge',
        value,
        text: { type: 'plain_text' as const, text: 'Win a prize' },
      },
    ]
    const posted = await client.chat.postMessage({
      channel: '#quiet',
      text: 'Win a prize',
      blocks: [{ type: 'actions', block_id: 'card:1', elements }],
    })
    return { channel: '#quiet', ts: posted.ts! }
  }

  test('about no discrepancy is refused by the row that is not there', async () => {
    await press(ada, 'acknowledge', await forge('999999999:1'))
    await cards.isTold(ada, /There is no discrepancy #999999999/)
    await press(ada, 'acknowledge', await forge('1; drop table runs'))
    await cards.isTold(ada, /This button names no discrepancy/)
  })

  test('about one that they may not touch is refused by what the config says of its row', async () => {
    allow({ acknowledge: ['@finance'] })
    await press(grace, 'acknowledge', await forge(`${card.number}:1`))
    await cards.isTold(grace, /Only @finance may acknowledge in Customers/)
    expect((await card.row()).status).toBe('new')
  })

  test('pressed from another workspace is refused, whatever the config leaves open', async () => {
    await press('stranger', 'acknowledge', await forge(`${card.number}:1`))
    await cards.isTold('U0STRANGE1', /People of other workspaces may look and not act/)
    const { payload } = cards.bot.playground
      .transcript()
      .findLast((entry) => entry.kind === 'envelope' && entry.type === 'interactive') as {
      payload: { user?: { team_id: string }; team?: { id: string } }
    }
    expect(payload.user?.team_id).not.toBe(payload.team?.id)
    expect((await card.row()).status).toBe('new')
  })
})

describe('T19: whoever may not act is told so and by what rule, and nothing is written', () => {
  const only = 'only full members of this workspace may acknowledge in Customers.'
  test.each([
    ['U0GUEST001', `Guests may look and not act: ${only}`],
    ['U0STRANGE1', `People of other workspaces may look and not act: ${only}`],
    ['U0COUNTER0', `Bots may look and not act: ${only}`],
  ])('%s, also where nothing is restricted', async (user, sentence) => {
    await isRefused(user, 'acknowledge', sentence)
  })

  test('a deactivated person', async () => {
    cards.bot.playground.deactivate('left')
    await isRefused('U0LEFT0001', 'acknowledge', `This account is deactivated: ${only}`)
  })

  test('a guest, also where a list names them', async () => {
    allow({ acknowledge: ['U0GUEST001'] })
    await isRefused('U0GUEST001', 'acknowledge', `Guests may look and not act: ${only}`)
  })

  test('a member outside of the group, who may do everything else', async () => {
    allow({ acknowledge: ['@finance', 'U0KATHR003'] })
    await isRefused(
      grace,
      'acknowledge',
      'Only @finance and <@U0KATHR003> may acknowledge in Customers. Ask one of them, or whoever keeps the config.',
    )
    await card.choose(grace, 'assign-me')
    await card.says(/Assigned/)
  })

  test('a group that Slack does not have lets nobody in, and is named', async () => {
    allow({ acknowledge: ['@finanse'] })
    await isRefused(
      ada,
      'acknowledge',
      'Only @finanse may acknowledge in Customers. Slack has no active group @finanse. Ask one of them, or whoever keeps the config.',
    )
  })

  test('whoever is in the group, or named by id, may', async () => {
    allow({ escalate: ['@finance'], acknowledge: [grace] })
    await press(grace, 'acknowledge')
    await card.says(/Acknowledged/)
    await press(ada, 'escalate')
    await cards.windowShows(ada, /What should they know/)
    await cards.send(ada)
    await card.says(/Escalated/)
  })

  test('Resolve says so in the window already, and a window that was open before is refused when it is sent', async () => {
    await card.askWhy(grace)
    allow({ resolve: ['@finance'] })
    await cards.submit(grace, 'expected')
    await cards.windowShows(grace, /Only @finance may resolve in Customers\./)
    await cards.bot.playground.closeView(grace)
    await press(grace, 'resolve')
    expect(await cards.windowShows(grace, /Only @finance/)).not.toContain('Why is it resolved')
    expect((await card.events()).map(({ kind }) => kind)).toEqual(['opened'])
  })

  test('nobody may, where the config says so', async () => {
    allow({ acknowledge: 'nobody', escalate: 'nobody' })
    const sentence = (action: string) =>
      `Nobody may ${action} in Customers: the config names nobody for it (triage.${action}).`
    await isRefused(ada, 'acknowledge', sentence('acknowledge'))
    await press(ada, 'escalate')
    expect(await cards.windowShows(ada, /Nobody may/)).toContain(sentence('escalate'))
  })

  test('a run and a check, by command and by menu', async () => {
    allow({ run: ['@finance'] })
    const sentence = /Only @finance may start comparisons in Customers\./
    for (const text of ['run customers', 'check customers 7']) {
      await cards.bot.playground.command(grace, '#quiet', `/recon ${text}`)
      const told = await cards.isTold(grace, sentence)
      cards.bot.playground.deleteMessage('#quiet', told.ts)
    }
    const { timesSeen } = await card.row()
    await card.look(grace, 'check')
    await cards.isTold(grace, sentence)
    expect((await card.row()).timesSeen).toBe(timesSeen)
  })
})

describe('T20: Slack cannot say who is in a group', () => {
  const refused = (reason: string) =>
    `Slack could not say whether you may acknowledge in Customers (${reason}), so nothing was done. Try again in a minute, or ask @oncall-data.`

  test('a limit: nobody gets in, and they read why and whom to ask', async () => {
    allow({ acknowledge: ['@oncall-data'] })
    cards.bot.playground.failCalls((method) =>
      method === 'usergroups.users.list' ? { kind: 'limit', retryAfterSeconds: 1 } : null,
    )
    await isRefused(ada, 'acknowledge', refused('it asks to come back in 1 seconds'))
  })

  test('groups are gone with the plan: a person named by id still gets in', async () => {
    // A directory of its own: the bot's still knows the groups.
    const { playground, context } = cards.bot
    const client = new WebClient(playground.botToken, {
      slackApiUrl: playground.apiUrl,
      retryConfig: { retries: 0 },
    })
    const directory = openDirectory({ client, teamId: 'T0PLAYGRND', now: context.now })
    playground.configure({ plan: 'free' })
    allow({ resolve: ['@finance', grace] })
    const resolve = (id: string) =>
      resolveDiscrepancy(
        { ...context, directory },
        {
          number: card.number,
          actor: { kind: 'person', id, surface: 'slack' },
          trigger: 'slash',
          reason: 'expected',
        },
      )
    expect(await resolve(ada)).toMatchObject({
      differs: false,
      moved: {
        accepted: false,
        refused: 'forbidden',
        denial: { because: 'unknown', reason: expect.stringContaining('need a paid plan') },
      },
    })
    expect(await resolve(grace)).toMatchObject({ differs: false, moved: { accepted: true } })
    playground.configure({ plan: 'paid' })
  })

  test('where nothing is restricted, Slack’s trouble keeps nobody from their work', async () => {
    cards.bot.playground.addPerson({ id: 'U0NEW00001', name: 'new' })
    cards.bot.playground.failCalls((method) =>
      method === 'users.info' ? { kind: 'error', error: 'internal_error' } : null,
    )
    const logged = cards.bot.nextLine(/does not say who is a guest/)
    await press('new', 'acknowledge')
    await card.says(/Acknowledged/)
    expect((await logged).facts).toEqual({ action: 'acknowledge', reason: 'internal_error' })
  })

  test('where something is, whoever Slack cannot tell about is refused', async () => {
    cards.bot.playground.addPerson({ id: 'U0NEW00002', name: 'newer' })
    allow({ acknowledge: ['@oncall-data'] })
    cards.bot.playground.failCalls((method) =>
      method === 'users.info' ? { kind: 'error', error: 'missing_scope' } : null,
    )
    await isRefused(
      'U0NEW00002',
      'acknowledge',
      refused(
        'the app lacks the scopes users:read and usergroups:read, so install it again with manifest.yml',
      ),
    )
  })
})

test('a click is acknowledged before Slack is asked, and Slack is asked once for many clicks', async () => {
  const { playground } = cards.bot
  playground.addPerson({ id: 'U0NEW00003', name: 'newest' })
  const before = callsOf('users.info')
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  playground.failCalls((method) => (method === 'users.info' ? { kind: 'hold', until } : null))
  expect(await press('newest', 'acknowledge')).toMatchObject({ ok: true })
  expect((await card.row()).status).toBe('new')
  release()
  await card.says(/Acknowledged/)
  await card.choose('newest', 'assign-me')
  await card.says(/Assigned/)
  expect(callsOf('users.info') - before).toBe(1)
})

test('a group of the config that Slack does not have is named at start', async () => {
  const { playground, context } = cards.bot
  const client = new WebClient(playground.botToken, { slackApiUrl: playground.apiUrl })
  const directory = openDirectory({ client, teamId: 'T0PLAYGRND', now: context.now })
  allow({ resolve: ['@finanse', ada, '@finance'], reveal: ['@finanse', '@old-billing'] })
  const told: [object, string][] = []
  const log = { ...context.log, warn: (facts: object, message: string) => void told.push([facts, message]) }
  await warnOfPeople(directory, { user: 'U0COUNTER0', settings: context.settings, log })
  const what = 'is no user group of this workspace, or a disabled one: correct it, or make the group'
  expect(told.map(([, message]) => message)).toEqual([
    `"@finanse" in customers.triage.resolve, customers.triage.reveal ${what}`,
    `"@old-billing" in customers.triage.reveal ${what}`,
  ])
})
