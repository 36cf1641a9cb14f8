import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plainReconciliation } from '../../src/domain/plain-reconciliation.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { InputValues } from '../../src/playground/blocks/read-state.ts'
import type { Message, View } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'
import { textOf } from './open-cards.ts'
import { ticksOf } from './read-blocks.ts'

/** Records that differ, a new number range for each test. */
const RECORDS = 22
const NOTIFY = { ...plainReconciliation('customers').notify, channel: '#ops', maxCards: 0 }

let bot: Bot
let ada: string
let ben: string
let group: Message
let next = 1_000
let keys: readonly string[]

beforeAll(async () => {
  bot = await openBot({ notify: NOTIFY })
  const people = bot.playground.people.map((person) => person.id)
  ;[ada, ben] = people as [string, string]
})
afterAll(async () => await bot?.close())
beforeEach(async () => {
  keys = Array.from({ length: RECORDS }, () => String(next++))
  bot.crm.rows = keys.map((id) => ({ id, balance: '42.50', email: 'a@x.org', plan: 'pro' }))
  bot.billing.rows = bot.crm.rows.map((row) => ({ ...row, balance: '4250.00' }))
  const { run } = await runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
  group = await bot.playground.nextMessage((message) => textOf(message).includes(`"${run.id}"`))
})
afterEach(async () => {
  bot.billing.broken = false
  Object.assign(bot.context.settings.reconciliations[0]!.triage, { may: {} })
  for (const user of [ada, ben]) await bot.playground.closeView(user)
})

const press = (user: string, actionId: string) =>
  bot.playground.click({ user, channel: group.channel, ts: group.ts, actionId })
const windowOf = (user: string, pattern: RegExp): Promise<View> =>
  bot.playground.nextView(user, (view) => pattern.test(textOf(view)))
const shown = (pattern: RegExp): Promise<Message> =>
  bot.playground.nextMessage((message) => message.ts === group.ts && pattern.test(textOf(message)))
const person = (id: string) => ({ kind: 'person', id, surface: 'slack' }) as const

async function choose(
  user: string,
  view: View,
  used: { actionId: string; value: string; blockId?: string; values?: InputValues },
) {
  await bot.playground.click({ user, viewId: view.id, ...used })
}

async function openWith(user: string, action: string, button = 'group.triage'): Promise<View> {
  await press(user, button)
  const view = await windowOf(user, /Which ones/)
  await choose(user, view, { actionId: 'many-action', value: action })
  return await windowOf(user, new RegExp(`"initial_option":\\{[^}]*\\}?[^}]*"value":"${action}"`))
}

const send = (user: string, values: InputValues) => bot.playground.submitView({ user, values })
const does = (action: string) => ({ 'many-action': { 'many-action': action } })

describe('Triage N', () => {
  test('acknowledges all that fit, shows the outcome, and the message says how they stand', async () => {
    expect(textOf(group)).toContain('Triage 22')
    expect(textOf(group)).toContain('balance differs: one is exactly 100 times the other')
    await openWith(ada, 'acknowledge')
    expect(await send(ada, does('acknowledge'))).toMatchObject({ ok: true })
    const outcome = await windowOf(ada, /Acknowledged 22 of 22/)
    expect(outcome.type).toBe('modal')
    await shown(/Acknowledged: \*22\*/)
    const { total } = await listDiscrepancies(bot.context, { limit: 1, statuses: ['acknowledged'] })
    expect(total).toBe(22)
  })

  test('acts on those that are ticked alone, and asks for a tick where there is none', async () => {
    const view = await openWith(ada, 'acknowledge')
    const none = { 'many-which': { 'many-which': 'some' }, ...does('acknowledge') }
    expect(await send(ada, none)).toMatchObject({ ok: false, errors: { 'many-which': /Tick at least one/ } })
    const block = view.blocks.find(({ block_id }) => String(block_id).startsWith('many-picked.0'))!
    const [first, second] = (block.element as { options: { value: string }[] }).options
    const picked = { [String(block.block_id)]: { 'many-picked': [first!.value, second!.value] } }
    await send(ada, { ...none, ...picked })
    await windowOf(ada, /Acknowledged 2 of 2 /)
  })

  test('keeps the ticks of a page when it is turned, and what others did since to one of them is a conflict', async () => {
    const first = await openWith(ada, 'escalate')
    expect(textOf(first)).toContain('*1-20* of 22')
    const some = { 'many-which': { 'many-which': 'some' }, ...does('escalate') }
    const [block, [one]] = ticksOf(first)[0]!
    const ticked = { ...some, [block]: { 'many-picked': [one!] } }
    await triageDiscrepancy(bot.context, { number: Number(one), action: 'acknowledge', actor: person(ben) })
    await choose(ada, first, { actionId: 'many-page.next', value: '', values: ticked })
    const second = await windowOf(ada, /\*21-22\* of 22/)
    await choose(ada, second, { actionId: 'many-page.previous', value: '', values: some })
    const again = await windowOf(ada, /\*1-20\* of 22/)
    await choose(ada, again, { actionId: 'many-page.next', value: '', values: some })
    const last = await windowOf(ada, /\*21-22\* of 22/)
    const [ends, options, chosen] = ticksOf(last)[0]!
    const other = options.find((number) => number !== one)!
    await send(ada, { ...some, [ends]: { 'many-picked': [...chosen, other] } })
    const outcome = textOf(await windowOf(ada, /Escalated 1 of 2 /))
    expect(outcome).toContain(`#${one} has changed since you looked: <@${ben}> acknowledged it`)
    const { discrepancies } = await listDiscrepancies(bot.context, { limit: 5, statuses: ['escalated'] })
    expect(discrepancies.map(({ number }) => String(number))).toEqual([other])
  })

  test.each(['group.triage', 'group.browse'])(
    '%s says so where Slack does not show what it reads',
    async (id) => {
      bot.playground.failCalls((method) =>
        method === 'views.update' ? { kind: 'error', error: 'internal_error' } : null,
      )
      const told = bot.playground.nextMessage(
        ({ onlyFor, blocks }) => onlyFor === ada && /Slack did not show/.test(JSON.stringify(blocks)),
      )
      await press(ada, id)
      const { channel, ts } = await told
      // So that the next one is not this one.
      bot.playground.deleteMessage(channel, ts)
      bot.playground.failCalls(null)
      await bot.playground.closeView(ada)
    },
  )

  test('says when it opens what somebody may not do, and refuses each of them with who may', async () => {
    const { triage } = bot.context.settings.reconciliations[0]!
    Object.assign(triage, { may: { resolve: ['@finance'] } })
    await press(ben, 'group.triage')
    expect(textOf(await windowOf(ben, /Which ones/))).toMatch(
      /🔒 Only [^"]*finance[^"]* may resolve in Customers/,
    )
    await bot.playground.closeView(ben)
    expect(textOf(await openWith(ben, 'acknowledge'))).not.toContain('🔒')
    await bot.playground.closeView(ben)
    await press(ben, 'group.pattern.0')
    await windowOf(ben, /🔒 Only/)
    await send(ben, { ...does('resolve'), 'many-reason': { 'many-reason': 'expected' } })
    expect(textOf(await windowOf(ben, /Resolved 0 of 22/))).toMatch(
      /Not allowed\*: .*finance[^"]* may resolve/,
    )
    const { total } = await listDiscrepancies(bot.context, { limit: 1, statuses: ['new'] })
    expect(total).toBe(22)
  })

  test('escalates all that fit with one line in the thread of the message, and no card for each', async () => {
    await openWith(ada, 'escalate')
    await send(ada, does('escalate'))
    await windowOf(ada, /Escalated 22 of 22/)
    const line = await bot.playground.nextMessage((message) => message.threadTs === group.ts)
    expect(line.text).toContain('@oncall: 22 discrepancies of Customers were escalated by')
    await shown(/Escalated: \*22\*/)
    expect(bot.playground.messages('#ops').filter(({ text }) => /^#\d+ /.test(text))).toEqual([])
  })

  test('narrows to a status while it is open, and counts anew', async () => {
    const { discrepancies } = await listDiscrepancies(bot.context, { limit: 3, statuses: ['new'] })
    for (const { number } of discrepancies)
      await triageDiscrepancy(bot.context, { number, action: 'acknowledge', actor: person(ben) })
    await press(ada, 'group.triage')
    const view = await windowOf(ada, /22 discrepancies fit/)
    await choose(ada, view, { actionId: 'many-filter.status', value: 'acknowledged' })
    const narrowed = await windowOf(ada, /3 discrepancies fit/)
    expect(textOf(narrowed)).toContain('All 3 that fit')
  })
})

describe('the button of a pattern', () => {
  test('opens the window narrowed to it; fixed compares them together, and tells what agrees and what still differs', async () => {
    await press(ada, 'group.pattern.0')
    await windowOf(ada, /Why are they resolved/)
    const repaired = new Set(keys.slice(2))
    bot.billing.rows = bot.billing.rows.map((row) =>
      repaired.has(row.id!) ? { ...row, balance: '42.50' } : row,
    )
    await send(ada, { ...does('resolve'), 'many-reason': { 'many-reason': 'fixed' } })
    const outcome = textOf(await windowOf(ada, /Resolved 20 of 22/))
    expect(outcome).toContain('20 verified*: the sides agreed')
    expect(outcome).toContain('Still differ')
    await shown(/2 still open/)
    const runs = bot.log.filter(({ message }) => message === 'run completed')
    // One run of their keys for all of them.
    expect(runs.at(-1)?.facts).toMatchObject({ resolved: 0 })
  })

  test('resolves unverified where a side is away, and says why', async () => {
    await press(ada, 'group.pattern.0')
    await windowOf(ada, /Why are they resolved/)
    bot.billing.broken = true
    await send(ada, { ...does('resolve'), 'many-reason': { 'many-reason': 'fixed' } })
    expect(textOf(await windowOf(ada, /Resolved 22 of 22/))).toMatch(/22 not verified\*: .*cannot be reached/)
    await shown(/all resolved/)
  })

  test('overrides nobody, tells who was first, and answers whoever closed the window', async () => {
    await press(ada, 'group.pattern.0')
    const view = await windowOf(ada, /Why are they resolved/)
    const [, value] = /"text":"#(\d+) /.exec(textOf(view))!
    await triageDiscrepancy(bot.context, { number: Number(value), action: 'acknowledge', actor: person(ben) })
    const sent = send(ada, { ...does('resolve'), 'many-reason': { 'many-reason': 'expected' } })
    await bot.playground.closeView(ada)
    await sent
    const told = (message: { text?: string; blocks: unknown }) => /Resolved 21 of 22/.test(textOf(message))
    const outcome = await Promise.race([
      bot.playground.nextMessage((message) => message.onlyFor === ada && told(message)),
      bot.playground.nextView(ada, (each) => told(each)),
    ])
    expect(textOf(outcome)).toContain(`has changed since you looked: <@${ben}> acknowledged it`)
  })
})

describe('Browse', () => {
  test('shows ten a page, narrows to a status, acknowledges a row and shows it anew, and shows one whole', async () => {
    await press(ada, 'group.browse')
    const first = await windowOf(ada, /1-10 of 22/)
    await choose(ada, first, { actionId: 'browse.next', value: '' })
    await windowOf(ada, /11-20 of 22/)
    await choose(ada, first, { actionId: 'browse.next', value: '' })
    const last = await windowOf(ada, /21-22 of 22/)
    const [, number] = /#(\d+)\*/.exec(textOf(last))!
    const blockId = `browse:${number}`
    await choose(ada, last, { actionId: 'discrepancy.acknowledge', value: '', blockId })
    const anew = await windowOf(ada, /Acknowledged.*since/)
    expect(textOf(anew)).toContain(`#${number}`)
    expect(textOf(anew)).toContain('21-22 of 22')
    await choose(ada, first, { actionId: 'browse.status', value: 'acknowledged' })
    expect(textOf(await windowOf(ada, /1-1 of 1"/))).toContain(`#${number}`)
    await choose(ada, first, { actionId: 'browse.show', value: '', blockId })
    expect(textOf(await windowOf(ada, /First seen/))).toContain('Difference: 4207.5')
    await bot.playground.closeView(ada)
  })

  test('asks on top of the list what Resolve, Escalate and Snooze need, and below shows the row anew', async () => {
    await press(ada, 'group.browse')
    const browse = await windowOf(ada, /1-10 of 22/)
    const numbers = [...textOf(browse).matchAll(/\*#(\d+)\*/g)].map(([, number]) => number!)
    const use = (index: number, action: string, value = '') =>
      choose(ada, browse, {
        actionId: `discrepancy.${action}`,
        value,
        blockId: `browse:${numbers[index]}`,
      })
    const asking = (action: string) =>
      bot.playground.nextView(ada, ({ callback_id }) => callback_id === `discrepancy.${action}.submit`)
    const belowShows = (pattern: RegExp) =>
      bot.playground.nextView(ada, (view) => view.id === browse.id && pattern.test(textOf(view)))

    await use(0, 'resolve')
    const asks = await windowOf(ada, /Why is it resolved/)
    expect(asks.previous_view_id).toBe(browse.id)
    const resolved = belowShows(/1-10 of 21/)
    expect(await send(ada, { reason: { reason: 'expected' } })).toMatchObject({ ok: true })
    expect(textOf(await resolved)).toContain(`*#${numbers[0]}*: ✅ Resolved`)

    await use(1, 'escalate')
    await asking('escalate')
    const escalated = belowShows(new RegExp(`#${numbers[1]}\\*: .*Escalated`))
    await send(ada, {})
    expect(textOf(await escalated)).toContain('1-10 of 21')

    await use(2, 'more', `snooze ${numbers[2]}:1`)
    await asking('snooze')
    await triageDiscrepancy(bot.context, {
      number: Number(numbers[2]),
      action: 'acknowledge',
      actor: person(ben),
    })
    await send(ada, {})
    expect(textOf(await windowOf(ada, /has changed since you looked/))).toContain(`<@${ben}>`)
    await bot.playground.closeView(ada)
    await belowShows(/Acknowledged \(1\)/)
  })
})

test('no button of the message or the windows is taken for one of an older version', () => {
  const refused = bot.log.filter(({ message }) => message === 'a request from Slack failed')
  const reasons = refused.map(({ facts }) => String((facts as { err?: unknown }).err))
  // Two windows that Slack was made to refuse, and nothing else.
  const notShown =
    'CounterfoilError: Slack did not show what the window asks. Please close it and try again in a moment.'
  expect(reasons).toEqual([notShown, notShown])
})
