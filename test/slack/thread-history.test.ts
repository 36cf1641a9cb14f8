import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TriageRequest, triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
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

const does = (request: Omit<TriageRequest, 'number' | 'actor'>, by = cards.ada) =>
  triageDiscrepancy(cards.bot.context, {
    number: card.number,
    actor: { kind: 'person', id: by, surface: 'slack' },
    ...request,
  })

test('a card that nobody speaks below stays without a thread', async () => {
  await does({ action: 'acknowledge' })
  await does({ action: 'snooze', until: null })
  await does({ action: 'unsnooze' })
  await does({ action: 'resolve', reason: 'expected' })
  await card.says(/Resolved/)
  expect(card.thread()).toEqual([])
})

test('below a note the thread tells what people do, who and why, in their order', async () => {
  await does({ action: 'note', note: 'asked billing' })
  await card.threadSays(/asked billing/)
  await does({ action: 'acknowledge' }, cards.ben)
  await card.threadSays(/was acknowledged/)
  await does({ action: 'snooze', until: null, note: 'month end' })
  await card.threadSays(/was snoozed/)
  await does({ action: 'resolve', reason: 'not-a-problem', note: 'agreed' })
  await card.threadSays(/was resolved/)
  await does({ action: 'reopen' })
  await card.threadSays(/was reopened/)
  const name = `#${card.number}`
  expect(card.thread().map(({ text }) => text)).toEqual([
    `💬 <@${cards.ada}> on ${name}:\n“asked billing”`,
    `👀 ${name} was acknowledged by <@${cards.ben}>.`,
    `💤 ${name} was snoozed until its values change by <@${cards.ada}>.\n“month end”`,
    `✅ ${name} was resolved by <@${cards.ada}>: not a problem.\n“agreed”`,
    `↩️ ${name} was reopened by <@${cards.ada}>.`,
  ])
})

test('what happens while a line waits to be posted is told in that line', async () => {
  await does({ action: 'note', note: 'first' })
  await card.threadSays(/first/)
  cards.bot.playground.failCalls((method) =>
    method === 'chat.postMessage' ? { kind: 'limit', retryAfterSeconds: 1 } : null,
  )
  await does({ action: 'note', note: 'second' })
  for (const action of ['acknowledge', 'unacknowledge', 'acknowledge'] as const) await does({ action })
  cards.bot.playground.failCalls(null)
  await card.threadSays(/second/)
  const line = await card.threadSays(/was acknowledged/)
  const name = `#${card.number}`
  expect(line.text.split('\n')).toEqual([
    `👀 ${name} was acknowledged by <@${cards.ada}>.`,
    `<@${cards.ada}> took back the acknowledgement of ${name}.`,
    `👀 ${name} was acknowledged by <@${cards.ada}>.`,
  ])
  expect(card.thread()).toHaveLength(3)
})

test('other values are told with before and since, to those who look into it', async () => {
  await does({ action: 'acknowledge' })
  card.billingSays('42.10')
  await cards.run()
  const line = await card.threadSays(/The values of/)
  expect(textOf(line)).toMatch(/Before.*Difference: 0\.45".*Since then.*Difference: 0\.4"/)
})
