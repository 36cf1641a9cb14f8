import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'

let bot: Bot
let ada: string

beforeAll(async () => {
  bot = await openBot()
  ada = bot.playground.people[0]!.id
})
afterAll(async () => await bot.close())

const row = (id: number, balance: string) => ({ id: String(id), balance, email: 'a@x.org', plan: 'pro' })

beforeEach(() => {
  bot.crm.rows = [row(1, '10.00'), row(2, '42.50')]
  bot.billing.rows = [row(1, '10.00'), row(2, '42.05')]
  bot.billing.broken = false
  bot.billing.gate = null
})

const textOf = (message: Message) => JSON.stringify([message.text, message.blocks])

/** Types a command and waits for the answer that fits, for her eyes only. */
async function ask(text: string, fits: RegExp, where = '#quiet'): Promise<string> {
  const seen = new Set(bot.playground.messages(where).map(({ ts }) => ts))
  expect(await bot.playground.command(ada, where, text)).toMatchObject({ ok: true })
  const answer = await bot.playground.nextMessage(
    (message) =>
      message.onlyFor === ada &&
      !seen.has(message.ts) &&
      bot.playground.messages(where).some(({ ts }) => ts === message.ts) &&
      fits.test(textOf(message)),
  )
  return textOf(answer)
}

describe('/recon', () => {
  test.each([
    ['/recon', /Counterfoil: \d+ open/],
    ['/recon help', /how to use/],
    ['/recon frobnicate', /There is no command/],
    ['/recon check custmers 2', /Did you mean \/recon check customers 2\?/],
    ['/recon show 999', /There is no discrepancy #999/],
    ['/recon check customers 2026-11-01..2026-11-07', /dateColumn/],
  ])('answers %j', async (text, expected) => {
    expect(await ask(text, expected)).toMatch(expected)
  })

  test('T34: answers in a direct message', async () => {
    await bot.playground.openHome(ada, 'messages')
    const opened = JSON.stringify(bot.playground.transcript())
    const direct = /"type":"app_home_opened","user":"[^"]*","channel":"([^"]*)"/.exec(opened)?.[1]
    expect(await ask('/recon status', /Status/, direct)).toContain('Customers')
  })

  test.each([
    ['a private channel without the bot', { isPrivate: true }, null],
    ['a channel that takes replies only', {}, 'replies-only'],
    ['a channel where only some may post', {}, 'some-people'],
  ] as const)('T34: answers in %s', async (_, facts, rule) => {
    const where = bot.playground.addChannel(`t34-${rule}`, { ...facts, members: [ada] })
    if (rule) bot.playground.restrict(where, rule)
    expect(await ask('/recon help', /how to use/, where)).toContain('/recon check')
    expect(await ask('/recon check customers 1', /agree/, where)).toContain('Customers')
  })

  test('check of a record that differs shows it and remembers it', async () => {
    const answer = await ask('/recon check customers 2', /field/)
    expect(answer).toContain('✗ differs')
    expect(answer).toMatch(/42\.50.*42\.05/)
    const { discrepancies } = await listDiscrepancies(bot.context, { limit: 9 })
    expect(discrepancies.map(({ finding }) => finding.key)).toEqual([{ id: '2' }])
  })

  test('check of a record that agrees again resolves it', async () => {
    bot.billing.rows = bot.crm.rows
    expect(await ask('/recon check customers 2', /agree/)).toContain('1 discrepancy resolved by this check')
    expect((await listDiscrepancies(bot.context, { limit: 9 })).total).toBe(0)
  })

  test('check of a record that nobody has says so', async () => {
    expect(await ask('/recon check customers 77', /no side/)).toContain('no side has a record with id 77')
  })

  test('run compares everything, and show, list, status and digest tell what came of it', async () => {
    expect(await ask('/recon run customers', /matched record/)).toContain('1 of 2 matched records agree')
    const { discrepancies } = await listDiscrepancies(bot.context, { limit: 9 })
    const { number } = discrepancies[0]!
    expect(await ask('/recon list', /shows/)).toContain('shows 1-1 of 1')
    expect(await ask(`/recon show #${number}`, /balance differs/)).toContain('discrepancy.acknowledge')
    expect(await ask('/recon status', /Status/)).toContain('1 open')
    expect(await ask('/recon digest', /Digest/)).toContain('These need somebody')
  })

  test('a card shown by a command is shown anew after a click', async () => {
    await ask('/recon run customers', /matched record/)
    const { number } = (await listDiscrepancies(bot.context, { limit: 9 })).discrepancies[0]!
    await ask(`/recon show ${number}`, /balance differs/)
    const copy = bot.playground
      .messages('#quiet')
      .findLast((message) => message.text.startsWith(`#${number} new`))!
    await bot.playground.click({
      user: ada,
      channel: copy.channel,
      ts: copy.ts,
      actionId: 'discrepancy.acknowledge',
    })
    await bot.playground.nextMessage(
      (message) => message.ts === copy.ts && /Acknowledged/.test(textOf(message)),
    )
  })

  test('a comparison that takes long says that it goes on, and what it waits for', async () => {
    let open = () => {}
    bot.billing.gate = new Promise((resolve) => {
      open = resolve
    })
    expect(await ask('/recon run customers', /Comparing Customers/)).toContain(
      'Waiting: billing is busy (0 s)',
    )
    const seen = new Set(bot.playground.messages('#quiet').map(({ ts }) => ts))
    open()
    await bot.playground.nextMessage(
      (message) => !seen.has(message.ts) && /matched record/.test(textOf(message)),
    )
  })

  test('a source that fails is named, and nothing is concluded', async () => {
    const before = await listDiscrepancies(bot.context, { limit: 9 })
    bot.billing.broken = true
    expect(await ask('/recon run customers', /cannot be reached/)).toContain(
      'The source \\"billing\\" cannot be reached',
    )
    expect(await listDiscrepancies(bot.context, { limit: 9 })).toEqual(before)
  })

  test('T24: an error of ours after the acknowledgement is told, and logged once under the same reference', async () => {
    const broken = bot.context.settings.reconciliations as unknown[]
    broken.push(null)
    try {
      const answer = await ask('/recon status', /Something went wrong/)
      const reference = /reference (\w+)/.exec(answer)?.[1]
      expect(bot.log.filter(({ facts }) => 'reference' in facts && facts.reference === reference)).toEqual([
        { level: 'error', facts: { reference, err: expect.any(TypeError) }, message: expect.any(String) },
      ])
    } finally {
      broken.pop()
    }
  })
})

test('a list of thirty is turned page by page', async () => {
  const many = Array.from({ length: 30 }, (_, index) => index + 100)
  bot.crm.rows = many.map((id) => row(id, '1'))
  bot.billing.rows = many.map((id) => row(id, '2'))
  await ask('/recon run customers', /matched record/)
  await ask('/recon list high', /shows 1-10 of/)
  const list = bot.playground.messages('#quiet').findLast(({ text }) => text.includes('shows 1-10 of'))!
  const turn = async (to: string, shown: RegExp) => {
    await bot.playground.click({ user: ada, channel: list.channel, ts: list.ts, actionId: `list.page.${to}` })
    await bot.playground.nextMessage((message) => message.ts === list.ts && shown.test(message.text))
  }
  await turn('next', /shows 11-20 of/)
  await turn('next', /shows 21-/)
  await turn('previous', /shows 11-20 of/)
})

test('a list is narrowed to whoever looks at it, on every page', async () => {
  const many = Array.from({ length: 12 }, (_, index) => index + 200)
  bot.crm.rows = many.map((id) => row(id, '1'))
  bot.billing.rows = many.map((id) => row(id, '2'))
  await ask('/recon run customers', /matched record/)
  const { discrepancies } = await listDiscrepancies(bot.context, { limit: 12 })
  for (const { number } of discrepancies)
    await triageDiscrepancy(bot.context, {
      number,
      action: 'assign',
      owner: ada,
      actor: { kind: 'person', id: ada, surface: 'slack' },
    })
  expect(await ask('/recon list MINE customers high', /assigned to you/)).toContain('shows 1-10 of 12')
  const list = bot.playground.messages('#quiet').findLast(({ text }) => text.includes('shows 1-10 of 12'))!
  await bot.playground.click({ user: ada, channel: list.channel, ts: list.ts, actionId: 'list.page.next' })
  await bot.playground.nextMessage(
    ({ ts, text }) => ts === list.ts && text.includes('assigned to you in Customers, shows 11-12 of 12'),
  )
  expect(await ask('/recon list snoozed', /Snoozed/)).toContain('Snoozed open discrepancies: none')
  expect(await ask('/recon list escalated', /Escalated/)).toContain('Escalated discrepancies: none')
})

test('what is open of a reconciliation that the config lost can still be listed', async () => {
  await ask('/recon run customers', /matched record/)
  const settings = bot.context.settings as { reconciliations: readonly unknown[] }
  const { reconciliations } = settings
  settings.reconciliations = [{ ...bot.context.settings.reconciliations[0]!, name: 'invoices' }]
  try {
    const answer = await ask('/recon list Customers', /no longer in the config/)
    expect(answer).toContain('Open discrepancies in customers')
    expect(answer).toContain('discrepancy.resolve')
    expect(await ask('/recon list custmers', /There is no/)).toContain('Did you mean /recon list customers?')
    expect(await ask('/recon run customers', /There is no/)).toContain('There are: invoices')
  } finally {
    settings.reconciliations = reconciliations
  }
})

describe('the Home tab', () => {
  test('shows what is open, and a click there acts and shows it anew', async () => {
    await ask('/recon run customers', /matched record/)
    await bot.playground.openHome(ada)
    const { number } = (await listDiscrepancies(bot.context, { limit: 1 })).discrepancies[0]!
    const home = await homeThat(/open discrepanc/)
    await bot.playground.click({
      user: ada,
      viewId: home.id,
      actionId: 'discrepancy.acknowledge',
      blockId: `home:${number}`,
    })
    expect(JSON.stringify((await homeThat(/Acknowledged/)).blocks)).toContain(`*#${number}*: 👀 Acknowledged`)
  })

  test('is not published when the Messages tab is opened', async () => {
    const publishes = () => JSON.stringify(bot.playground.transcript()).split('views.publish').length
    const before = publishes()
    await bot.playground.openHome(ada, 'messages')
    await ask('/recon help', /how to use/)
    expect(publishes()).toBe(before)
  })
})

/** The Home tab is published without a message to wait for: a command's answer comes after it. */
async function homeThat(fits: RegExp) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const home = bot.playground.home(ada)
    if (home && fits.test(JSON.stringify(home.blocks))) return home
    await ask('/recon help', /how to use/)
  }
  throw new Error(`the Home tab never showed ${fits}`)
}
