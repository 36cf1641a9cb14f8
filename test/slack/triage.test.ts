import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { listEvents } from '../../src/store/events.ts'
import { type Bot, openBot } from './open-bot.ts'

let bot: Bot
let next = 100

beforeAll(async () => {
  bot = await openBot()
})
afterAll(async () => await bot.close())

/** A new discrepancy with its card in #ops. */
let number: number
let card: Message
let ada: string
let ben: string

beforeEach(async () => {
  const id = String(next++)
  bot.crm.rows = [...bot.crm.rows, { id, balance: '42.50', email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = [...bot.billing.rows, { id, balance: '42.05', email: 'a@x.org', plan: 'pro' }]
  await run()
  card = await bot.playground.nextMessage(
    (message) => textOf(message).includes(`\`${id}\``) && isCard(message),
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
const isCard = (message: Message) =>
  /^#\d+ /.test(message.text) && message.onlyFor === null && message.threadTs === null
const clickCard = (user: string, what: string) =>
  bot.playground.click({ user, channel: card.channel, ts: card.ts, actionId: `discrepancy.${what}` })
/** The buttons of the discrepancy in a list. */
const rowOf = ({ blocks }: Message) =>
  blocks.find(({ block_id: id }) => typeof id === 'string' && id.endsWith(`:${number}`))!.block_id as string
const cardSays = (pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.ts === card.ts && pattern.test(textOf(message)))
const isTold = (user: string, pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.onlyFor === user && pattern.test(message.text))
const eventKinds = async () => (await listEvents(bot.context.db, number)).map(({ kind }) => kind)

describe('a card', () => {
  test('T46: is posted once, with metadata that names its tag alone and that stays when it is edited', async () => {
    const posts = bot.playground.messages('#ops').filter((message) => message.text.startsWith(`#${number} `))
    expect(posts).toHaveLength(1)
    const metadata = { event_type: 'counterfoil', event_payload: { tag: `card:${number}` } }
    expect(posts[0]?.metadata).toEqual(metadata)
    await clickCard(ada, 'acknowledge')
    expect((await cardSays(/Acknowledged/)).metadata).toEqual(metadata)
  })

  test('shows after Acknowledge who did it, and offers it no more', async () => {
    expect(await clickCard(ada, 'acknowledge')).toMatchObject({ ok: true })
    const edited = await cardSays(/Acknowledged/)
    expect(textOf(edited)).toContain(`<@${ada}>`)
    expect(textOf(edited)).not.toContain('discrepancy.acknowledge')
    expect(await showDiscrepancy(bot.context, number)).toMatchObject({
      status: 'acknowledged',
      statusBy: { kind: 'person', id: ada, surface: 'slack' },
    })
  })

  test('shows that it was resolved by itself when a run sees the sides agree', async () => {
    bot.billing.rows = bot.crm.rows
    await run()
    expect(textOf(await cardSays(/Resolved by itself/))).not.toContain('"type":"actions"')
  })
})

describe('clicks', () => {
  test('T13: two people who click Acknowledge at once are one transition and one audit row, and the loser is told who won', async () => {
    await Promise.all([clickCard(ada, 'acknowledge'), clickCard(ben, 'acknowledge')])
    const told = await bot.playground.nextMessage(
      (message) => message.onlyFor !== null && message.text.includes(`already acknowledged #${number}`),
    )
    const winner = told.onlyFor === ada ? ben : ada
    expect(told.text).toBe(`<@${winner}> already acknowledged #${number} just now.`)
    expect(await eventKinds()).toEqual(['opened', 'acknowledged'])
  })

  test('T14: one that comes twice is one event, and told so', async () => {
    await clickCard(ada, 'acknowledge')
    await clickCard(ada, 'acknowledge').catch(() => {})
    await isTold(ada, new RegExp(`already acknowledged #${number}`))
    expect(await eventKinds()).toEqual(['opened', 'acknowledged'])
  })

  test('T15: Acknowledge after a run resolved it leaves it resolved, says so and refreshes that copy', async () => {
    await bot.playground.command(ada, '#quiet', '/recon list')
    const list = await bot.playground.nextMessage(
      (message) => message.onlyFor === ada && textOf(message).includes(`"value":"${number}:`),
    )
    bot.billing.rows = bot.crm.rows
    await run()
    await bot.playground.click({
      user: ada,
      channel: list.channel,
      ts: list.ts,
      actionId: 'discrepancy.acknowledge',
      blockId: rowOf(list),
    })
    await isTold(ada, new RegExp(`#${number} was resolved by itself`))
    await bot.playground.nextMessage(
      (message) => message.ts === list.ts && !textOf(message).includes(`"value":"${number}:`),
    )
    expect((await showDiscrepancy(bot.context, number))?.status).toBe('resolved')
  })

  test('Escalate edits the card and calls for help in its thread', async () => {
    await clickCard(ada, 'escalate')
    await bot.playground.nextView(ada, ({ submit }) => submit !== null)
    await bot.playground.submitView({ user: ada, values: {} })
    await cardSays(/Escalated/)
    const note = await bot.playground.nextMessage((message) => message.threadTs === card.ts)
    expect(note.text).toContain(`@oncall: #${number} was escalated by <@${ada}>`)
  })
})

describe('Resolve', () => {
  test('asks why, and shows reason and note on the card', async () => {
    await clickCard(ada, 'resolve')
    const view = await bot.playground.nextView(ada)
    expect(JSON.stringify(view.title)).toContain(`Resolve #${number}`)
    const sent = await bot.playground.submitView({
      user: ada,
      values: { reason: { reason: 'expected' }, note: { note: 'agreed with finance' } },
    })
    expect(sent).toMatchObject({ ok: true })
    expect(textOf(await cardSays(/Resolved/))).toMatch(/expected difference.*agreed with finance/)
    expect(await showDiscrepancy(bot.context, number)).toMatchObject({
      status: 'resolved',
      resolution: { reason: 'expected', note: 'agreed with finance' },
    })
  })

  test('for another reason needs a note', async () => {
    await clickCard(ada, 'resolve')
    await bot.playground.nextView(ada)
    const sent = await bot.playground.submitView({ user: ada, values: { reason: { reason: 'other' } } })
    expect(sent.errors).toEqual({ note: 'Please say in a few words why it is resolved.' })
    expect((await showDiscrepancy(bot.context, number))?.status).toBe('new')
    await bot.playground.closeView(ada)
  })

  test('shows that somebody else was first, when the window opens on a resolved one', async () => {
    await clickCard(ada, 'resolve')
    await bot.playground.nextView(ada)
    await clickCard(ben, 'resolve')
    await bot.playground.nextView(ben)
    await bot.playground.submitView({ user: ada, values: { reason: { reason: 'not-a-problem' } } })
    await cardSays(/Resolved/)
    await bot.playground.submitView({ user: ben, values: { reason: { reason: 'expected' } } })
    const already = new RegExp(`<@${ada}> already resolved #${number}`)
    await bot.playground.nextView(ben, ({ blocks }) => already.test(JSON.stringify(blocks)))
    expect((await showDiscrepancy(bot.context, number))?.resolution?.reason).toBe('not-a-problem')
  })
})

// The last one: nothing works after it.
test('T23: a click while the tracker is down is acknowledged, and told so', async () => {
  await bot.closeTracker()
  expect(await clickCard(ada, 'acknowledge')).toMatchObject({ ok: true })
  await isTold(ada, /Something went wrong on our side/)
})
