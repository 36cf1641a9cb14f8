import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { findRun } from '../../src/store/runs.ts'
import { nextAnswer } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'

let bot: Bot
let ada: string
let ben: string

beforeAll(async () => {
  bot = await openBot({ guard: { minRows: 1, maxShrink: 50_000, maxDiffering: null } })
  ;[ada, ben] = bot.playground.people.map((person) => person.id) as [string, string]
})
afterAll(async () => await bot.close())

const ROWS = ['1', '2', '3', '4'].map((id) => ({ id, balance: '1', email: 'secret@x.org', plan: 'pro' }))
let heldId: string
let card: Message

const run = () =>
  runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
const textOf = (message: Message) => JSON.stringify([message.text, message.blocks])
const heldMessages = () =>
  bot.playground.messages('#ops').filter((message) => message.text.includes('was held'))
const click = (user: string, word: 'accept' | 'discard') =>
  bot.playground.click({ user, channel: card.channel, ts: card.ts, actionId: `held.${word}` })
const cardSays = (pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.ts === card.ts && pattern.test(textOf(message)))
const isTold = (user: string, pattern: RegExp) =>
  bot.playground.nextMessage((message) => message.onlyFor === user && pattern.test(message.text))

/** After a run that agreed, billing is empty, and a run is held. */
beforeEach(async () => {
  bot.crm.rows = ROWS
  bot.billing.rows = ROWS
  await run()
  bot.billing.rows = []
  const { run: held } = await run()
  heldId = held.id
  card = await bot.playground.nextMessage(
    (message) => message.text.includes('was held') && textOf(message).includes(heldId),
  )
})

test('a held run is told in one message with its evidence, without values, and edited when it is held again', async () => {
  const before = heldMessages().length
  expect(textOf(card)).toContain('billing has no rows; the last full run read 4')
  expect(textOf(card)).toContain('crm 4 rows (before: 4), billing 0 rows (before: 4)')
  expect(textOf(card)).toContain('For example: `1` missing from billing')
  expect(textOf(card)).not.toContain('secret@x.org')
  await run()
  expect(textOf(await cardSays(/2 times since/))).toContain('held.accept')
  expect(heldMessages()).toHaveLength(before)
  // When billing is back there is nothing to decide any more.
  bot.billing.rows = ROWS
  await run()
  expect(textOf(await cardSays(/A later run was not held/))).not.toContain('"type":"actions"')
})

test('Accept runs it again, and the message says who accepted and what came of it', async () => {
  expect(await click(ada, 'accept')).toMatchObject({ ok: true })
  const edited = await cardSays(/The run that followed is remembered: 4 new/)
  expect(textOf(edited)).toContain(`*Accepted* by <@${ada}>`)
  expect(textOf(edited)).not.toContain('held.accept')
})

test('T19: whoever may not decide is told who may, and nothing is decided', async () => {
  const { triage } = bot.context.settings.reconciliations[0]!
  Object.assign(triage, { may: { accept: ['@finance'] } })
  try {
    for (const word of ['discard', 'accept'] as const) {
      const told = nextAnswer(bot, { user: ben, where: '#ops', fits: /Only @finance may accept or discard/ })
      await click(ben, word)
      await told
    }
    expect((await findRun(bot.context.db, heldId))?.hold?.decision).toBeNull()
    await click(ada, 'discard')
    await cardSays(/Discarded/)
  } finally {
    Object.assign(triage, { may: {} })
  }
})

test('two clicks at once are one decision, and the other person is told whose', async () => {
  await Promise.all([click(ada, 'discard'), click(ben, 'discard')])
  const late = await bot.playground.nextMessage(
    (message) => message.onlyFor !== null && /already discarded this run of Customers/.test(message.text),
  )
  const winner = late.onlyFor === ada ? ben : ada
  expect(late.text).toContain(`<@${winner}>`)
})

test('Discard leaves everything as it was, and the message says who did it', async () => {
  await click(ben, 'discard')
  expect(textOf(await cardSays(/Discarded/))).toContain(`<@${ben}>`)
  expect(await findRun(bot.context.db, heldId)).toMatchObject({
    state: 'held',
    hold: { decision: { word: 'discarded', by: { id: ben } } },
  })
})

test('whoever runs it by hand sees that it is held, with buttons, and the status says it', async () => {
  const answered = isTold(ada, /was held/)
  await bot.playground.command(ada, '#quiet', '/recon run customers')
  expect(textOf(await answered)).toContain('held.discard')
  const status = isTold(ada, /^Status/)
  await bot.playground.command(ada, '#quiet', '/recon status')
  expect(textOf(await status)).toMatch(/Held 2 times.*nobody has accepted or discarded it yet/)
})
