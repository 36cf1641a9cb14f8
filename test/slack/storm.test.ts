import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainReconciliation } from '../../src/domain/plain-reconciliation.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { readGroup } from '../../src/operations/read-group.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { InputValues } from '../../src/playground/blocks/read-state.ts'
import type { Message, View } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'
import { textOf } from './open-cards.ts'

const CARDS = 3
/** Balances that differ are high, e-mails medium. */
const [HIGH, MEDIUM] = [4_000, 1_000]
const NOTIFY = { ...plainReconciliation('customers').notify, channel: '#ops', maxCards: CARDS }
const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const

let bot: Bot
let runId: string
let group: Message

beforeAll(async () => {
  bot = await openBot({ notify: NOTIFY })
  bot.crm.rows = Array.from({ length: HIGH + MEDIUM }, (_, index) => ({
    id: String(10_001 + index),
    balance: '42.50',
    email: 'a@x.org',
    plan: 'pro',
  }))
  bot.billing.rows = bot.crm.rows.map((row, index) =>
    index < MEDIUM ? { ...row, email: 'b@y.org' } : { ...row, balance: '4250' },
  )
})
afterAll(async () => await bot?.close())

const calls = (method: string) =>
  bot.playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === method)

test('T37: 5,000 new discrepancies at once: a few cards, high ones first, and one message for the rest', async () => {
  const { run, changes } = await runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
  runId = run.id
  expect(changes.opened).toBe(HIGH + MEDIUM)
  group = await bot.playground.nextMessage((message) => textOf(message).includes(`"${runId}"`))
  const posts = calls('chat.postMessage')
  // The stand-in refuses a second post within a second in a channel.
  expect(posts.map((post) => 'status' in post && post.status)).toEqual(Array(CARDS + 1).fill(200))
  const told = bot.playground.messages('#ops')
  expect(told).toHaveLength(CARDS + 1)
  // The first thousand by their keys are medium: they have no card.
  expect(told.slice(0, CARDS).map(({ text }) => /^#(\d+) new, high/.exec(text)?.[1])).toEqual([
    '1001',
    '1002',
    '1003',
  ])
  expect(group.text).toBe('3,997 more discrepancies in Customers, 3,997 still open')
  expect(textOf(group)).toContain('*3,997*  balance differs: one is exactly 100 times the other')
  await bot.playground.command('ada', 'quiet', '/recon digest')
  const digest = await bot.playground.nextMessage(({ text }) => /opened/.test(text))
  expect(digest.text).toContain('5000 opened')
})

test('T41: 300 changes of state at once are a few edits, and the last one shows them all', async () => {
  const before = calls('chat.update').length
  const began = Date.now()
  const { discrepancies } = await listDiscrepancies(bot.context, { limit: 300, severities: ['high'] })
  for (const { number } of discrepancies)
    await triageDiscrepancy(bot.context, { number, action: 'acknowledge', actor: ADA })
  const shown = await bot.playground.nextMessage(
    (message) => message.ts === group.ts && /Acknowledged: \*300\*/.test(textOf(message)),
    60_000,
  )
  expect(textOf(shown)).toContain('New: *3,697*')
  const edits = calls('chat.update').slice(before)
  expect(edits.length).toBeGreaterThan(0)
  // At the pace of any minute: 40, and 10 at once.
  const minutes = Math.ceil((Date.now() - began) / 60_000)
  expect(edits.length).toBeLessThanOrEqual(10 + 40 * minutes)
  expect(edits.every((edit) => 'status' in edit && edit.status === 200)).toBe(true)
  const choice = { runId, pattern: null, kind: null, field: null, status: 'acknowledged' } as const
  expect((await readGroup(bot.context, choice, { limit: 1, passed: 0 })).matching).toBe(300)
}, 120_000)

test('ticks reach past the first page, and the window says when it can keep no more of them', async () => {
  const { playground } = bot
  await playground.click({ user: 'ada', channel: group.channel, ts: group.ts, actionId: 'group.triage' })
  const next = (fits: RegExp) => playground.nextView('ada', (view) => fits.test(textOf(view)))
  const does = {
    'many-action': { 'many-action': 'acknowledge' },
    'many-which': { 'many-which': 'some' },
  }
  /** All that are on the page but so many. */
  const ticks = ({ blocks }: View, but = 0): InputValues =>
    Object.fromEntries(
      blocks
        .filter(({ block_id }) => String(block_id).startsWith('many-picked.'))
        .map(({ block_id, element }, index) => {
          const values = (element as { options: { value: string }[] }).options.map(({ value }) => value)
          return [String(block_id), { 'many-picked': index === 0 ? values.slice(but) : values }]
        }),
    )
  const turn = (view: View, values: InputValues) =>
    playground.click({
      user: 'ada',
      viewId: view.id,
      actionId: 'many-page.next',
      values: { ...does, ...values },
    })
  let view = await next(/\*1-20\* of 3,997/)
  for (let page = 1; page <= 12; page++) {
    await turn(view, ticks(view))
    view = await next(
      new RegExp(`\\*${page * 20 + 1}-${page * 20 + 20}\\* of 3,997.*\\*${page * 20}\\* ticked`),
    )
  }
  await turn(view, ticks(view))
  const full = await next(/No more than 250/)
  expect(textOf(full)).toMatch(/\*241-260\* of 3,997.*\*240\* ticked/)
  await turn(full, ticks(full, 10))
  await next(/\*261-280\* of 3,997.*\*250\* ticked/)
  await playground.submitView({ user: 'ada', values: does })
  await next(/Acknowledged 250 of 250/)
  await playground.closeView('ada')
}, 120_000)
