import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { wakeDiscrepancies } from '../../src/operations/wake-discrepancies.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

let bot: Bot
let next = 100
let number: number
let card: Message
let ada: string
let ben: string

beforeAll(async () => {
  bot = await openBot()
})
afterAll(async () => await bot.close())

/** A new discrepancy with its card in #ops. */
beforeEach(async () => {
  const id = String(next++)
  bot.crm.rows = [...bot.crm.rows, { id, balance: '42.50', email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = [...bot.billing.rows, { id, balance: '42.05', email: 'a@x.org', plan: 'pro' }]
  await run()
  card = await bot.playground.nextMessage(
    (message) =>
      textOf(message).includes(`\`${id}\``) && /^#\d+ /.test(message.text) && message.threadTs === null,
  )
  number = Number(/#(\d+)/.exec(card.text)?.[1])
  ;[ada, ben] = bot.playground.people.map((person) => person.id) as [string, string]
})

const run = () =>
  runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
const textOf = (message: Message) => JSON.stringify([message.text, message.blocks])
const cardSays = (pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.ts === card.ts && pattern.test(textOf(message)))
const threadSays = (pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.threadTs === card.ts && pattern.test(message.text))
const isTold = (user: string, pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.onlyFor === user && pattern.test(message.text))
const row = async () => (await showDiscrepancy(bot.context, number))!
/** Chooses an option of the menu as it stands on the card, or stood at that version. */
const choose = async (user: string, action: string, version?: number) =>
  await bot.playground.click({
    user,
    channel: card.channel,
    ts: card.ts,
    actionId: 'discrepancy.more',
    value: `${action} ${number}:${version ?? (await row()).version}`,
  })

describe('the menu of a card', () => {
  test('snoozes for a day, ends the snooze, and shows both', async () => {
    const before = Date.now()
    await choose(ada, 'snooze-day')
    expect(textOf(await cardSays(/Snoozed/))).toContain('End the snooze')
    const { snooze, status } = await row()
    expect(status).toBe('new')
    expect(snooze!.until!.getTime()).toBeGreaterThanOrEqual(before + DAY_MS)
    await choose(ben, 'unsnooze')
    await cardSays(/^(?!.*Snoozed)/)
    expect((await row()).snooze).toBeNull()
  })

  test('assigns to whoever clicks, and says so in the thread', async () => {
    await choose(ben, 'assign-me')
    expect(textOf(await cardSays(/Assigned/))).toContain(`<@${ben}>`)
    await threadSays(new RegExp(`^👤 #${number} was assigned to <@${ben}> by <@${ben}>\\.$`))
  })

  test('takes an acknowledgement back, and undoes that', async () => {
    await bot.playground.click({
      user: ada,
      channel: card.channel,
      ts: card.ts,
      actionId: 'discrepancy.acknowledge',
    })
    await cardSays(/Un-acknowledge/)
    await choose(ada, 'unacknowledge')
    await cardSays(/discrepancy\.acknowledge/)
    await choose(ben, 'undo')
    await threadSays(new RegExp(`<@${ben}> undid the last change of #${number}: it is acknowledged again`))
    expect(await row()).toMatchObject({ status: 'acknowledged', statusBy: { id: ada } })
  })

  test('tells who chose on what was there before what happened, and when', async () => {
    const { version } = await row()
    // Ada clicks before her card shows it.
    bot.playground.failCalls((method) => (method === 'chat.update' ? { kind: 'refuse', status: 503 } : null))
    await triageDiscrepancy(bot.context, {
      number,
      action: 'note',
      note: 'ask <!channel> first',
      actor: { kind: 'person', id: ben, surface: 'slack' },
    })
    const note = await threadSays(/💬/)
    expect(note.text).toBe(`💬 <@${ben}> on #${number}:\n“ask &lt;!channel&gt; first”`)
    await choose(ada, 'snooze-change', version)
    bot.playground.failCalls(null)
    await isTold(
      ada,
      new RegExp(
        `#${number} has changed since you looked: <@${ben}> wrote a note just now\\. Look at it again`,
      ),
    )
    expect((await row()).snooze).toBeNull()
  })

  test('offers an undo once somebody did something, and tells when there is nothing to undo', async () => {
    expect(textOf(card)).not.toContain(`undo ${number}:`)
    await choose(ben, 'assign-me')
    expect(textOf(await cardSays(/Assigned/))).toContain(`undo ${number}:`)
    await choose(ben, 'undo')
    await cardSays(/^(?!.*Assigned)/)
    await choose(ada, 'undo')
    await isTold(ada, new RegExp(`There is nothing to undo on #${number}\\.`))
  })

  test('takes a click on a card that somebody wrote a note on', async () => {
    const { version } = await row()
    const actor = { kind: 'person', id: ben, surface: 'slack' } as const
    await triageDiscrepancy(bot.context, { number, action: 'note', note: 'asked billing', actor })
    await cardSays(new RegExp(`"snooze-day ${number}:${version + 1}"`))
    await choose(ada, 'snooze-day')
    await cardSays(/Snoozed/)
  })
})

test('a snooze that a clock ends speaks in the thread of its card', async () => {
  const at = (days: number) => new Date(Date.now() + days * DAY_MS)
  const actor = { kind: 'person', id: ada, surface: 'slack' } as const
  const request = { number, action: 'snooze', until: at(-1), actor } as const
  await triageDiscrepancy({ ...bot.context, now: () => at(-2) }, request)
  expect(await wakeDiscrepancies(bot.context)).toBe(1)
  await threadSays(new RegExp(`^⏰ The snooze of #${number} is over: it is still open\\.$`))
})
