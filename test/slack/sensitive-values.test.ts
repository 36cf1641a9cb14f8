import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunRequest } from '../../src/operations/run-reconciliation.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { sampleField } from './samples.ts'

/** In every sensitive value, and nowhere else; no two begin alike, so a mark between what differs would split none. */
const SECRET = /hushcrm|zipbilling|zipother|nosuchplan/
const ADA = 'U0ADA00001'

let bot: Bot
let card: Message
let number: number

const crm = (id: string) => ({ id, balance: '10', email: `hushcrm${id}@hidden.example`, plan: 'nosuchplan' })
const billing = (id: string) => ({ id, balance: '11', email: `zipbilling${id}@other.example`, plan: '9' })

const run = (wish: Partial<RunRequest> = {}) =>
  runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'schedule',
    requestedBy: 'schedule',
    ...wish,
  })
/** A channel takes a post a second, and here are many. */
const next = (fits: (message: Message) => boolean) => bot.playground.nextMessage(fits, 60_000)
const says = (fits: RegExp) => next((message) => fits.test(textOf(message)))

beforeAll(async () => {
  bot = await openBot({
    guard: { minRows: 1, maxShrink: 50_000, maxDiffering: null },
    fields: [
      sampleField('email', { sensitive: true }),
      // Its values do not parse: the second kind of finding that shows one.
      sampleField('plan', { type: 'integer', sensitive: true }),
      sampleField('balance', { type: 'decimal' }),
    ],
  })
  const ids = ['1', '2', '3', '4']
  bot.crm.rows = ids.map(crm)
  bot.billing.rows = ids.map(billing)
  await run()
  card = await says(/^\["#\d+ new.*email differs/)
  number = Number(/#(\d+)/.exec(card.text)![1])
})
afterAll(async () => await bot?.close())

/** All that went to Slack: calls with their arguments, answers by response url, acknowledgements. */
const sent = () =>
  bot.playground
    .transcript()
    .filter(({ kind }) => kind !== 'envelope')
    .map((entry) => JSON.stringify(entry))
const press = (actionId: string) =>
  bot.playground.click({ user: ADA, channel: '#ops', ts: card.ts, actionId })

test('no message, window or Home tab of a whole day holds a sensitive value', async () => {
  await says(/more discrepanc(y|ies) in Customers/)
  for (const [command, fits] of [
    ['list', /shows 1-/],
    [`show ${number}`, /email differs/],
    ['check customers 1', /do not agree/],
    ['run customers', /Discrepancies/],
    ['status', /Customers/],
    ['digest', /Digest of/],
  ] as const) {
    const answer = nextAnswer(bot, { user: ADA, where: '#quiet', fits })
    await bot.playground.command(ADA, '#quiet', `/recon ${command}`)
    await answer
  }
  await bot.playground.openHome(ADA)
  await bot.playground.nextHome(ADA, (view) => /email differs/.test(JSON.stringify(view)))
  await press('discrepancy.acknowledge')
  await next((message) => message.ts === card.ts && /Acknowledged/.test(textOf(message)))
  await press('discrepancy.escalate')
  await bot.playground.nextView(ADA, (view) => /What should they know/.test(JSON.stringify(view)))
  await bot.playground.submitView({ user: ADA, values: {} })
  await next((message) => message.threadTs === card.ts && /escalated/.test(message.text))

  bot.billing.rows = bot.billing.rows.map((row) => ({ ...row, email: `zipother${row.id}@hidden.example` }))
  await run()
  await next((message) => message.threadTs === card.ts && /values of #\d+ changed/.test(message.text))
  await chooseOnCard('history')
  await bot.playground.nextView(ADA, (view) => /Since then/.test(JSON.stringify(view)))
  await bot.playground.closeView(ADA)
  await chooseOnCard('check')
  await says(new RegExp(`#${number} still differs`))
  await press('discrepancy.resolve')
  await bot.playground.nextView(ADA, (view) => /Why is it resolved/.test(JSON.stringify(view)))
  await bot.playground.submitView({ user: ADA, values: { reason: { reason: 'fixed' } } })
  await bot.playground.nextView(ADA, (view) => /still differs/.test(JSON.stringify(view)))
  await bot.playground.closeView(ADA)
  expect(await sendDigest(bot.context, { channel: '#ops', day: '2026-11-02' })).toBe(true)
  await says(/Digest of 2026-11-02/)

  const rows = bot.billing.rows
  bot.billing.broken = true
  await run().catch(() => {})
  await says(/cannot be reached/)
  bot.billing.broken = false
  bot.billing.rows = []
  await run()
  await says(/was held/)
  bot.billing.rows = bot.crm.rows.map((row) => ({ ...row, plan: '9' }))
  await run()
  await says(/Resolved by itself/)
  bot.billing.rows = rows
  await run()
  await next((message) => message.threadTs === card.ts && /came back/.test(message.text))
  expect(sent().length).toBeGreaterThan(40)
  expect(sent().filter((entry) => SECRET.test(entry))).toEqual([])
})

test('T58: the log holds no sensitive value, no token and no secret, at any level', () => {
  const { botToken, appToken, signingSecret } = bot.playground
  expect(bot.log.length).toBeGreaterThan(10)
  const lines = bot.log.map((line) => inspect(line, { depth: 20, showHidden: true }))
  const isForbidden = (line: string) =>
    SECRET.test(line) || [botToken, appToken, signingSecret].some((secret) => line.includes(secret))
  expect(lines.filter(isForbidden)).toEqual([])
})

/** As the card stands now. */
async function chooseOnCard(action: string): Promise<void> {
  const shown = bot.playground.messages('#ops').find(({ ts }) => ts === card.ts)!
  const value = new RegExp(`${action} ${number}:\\d+`).exec(textOf(shown))![0]
  await bot.playground.click({ user: ADA, channel: '#ops', ts: card.ts, actionId: 'discrepancy.look', value })
}
