import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { fieldsButton } from '../../src/slack/messages/fields-modal.ts'
import { listRuns } from '../../src/store/runs.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { readBlocks } from './read-blocks.ts'
import { sampleField, sampleReconciliation } from './samples.ts'

let bot: Bot
let ada: string
/** Of a record of which all fields but the first differ, and the last is sensitive. */
const WIDE = Array.from({ length: 60 }, (_, at) => `f${String(at).padStart(2, '0')}`)

beforeAll(async () => {
  const sides = sampleReconciliation()
    .sides.slice(0, 2)
    .map((side) => ({ ...side, columns: { balance: 'balance' }, dateColumn: 'paid_on' }))
  bot = await openBot({ sides, fields: [sampleField('balance')] })
  ada = bot.playground.people[0]!.id
  const row = { id: 'ACME 12', balance: '1', paid_on: '2026-11-01' }
  const wide = (end: string) => WIDE.map((name) => [name, `${name}${end}`] as const)
  bot.crm.rows = [{ ...row, ...Object.fromEntries(wide('')), [WIDE[59]!]: 'hidden one' }]
  bot.billing.rows = [{ ...row, ...Object.fromEntries(wide('!')), [WIDE[0]!]: WIDE[0]! }]
  ;(bot.context.settings.reconciliations as unknown[]).push({
    ...bot.context.settings.reconciliations[0]!,
    name: 'wide',
    title: 'Wide',
    sides: sides.map((side) => ({ ...side, columns: Object.fromEntries(WIDE.map((name) => [name, name])) })),
    fields: WIDE.map((name, at) => sampleField(name, { sensitive: at === 59 })),
  })
  const others = Array.from({ length: 120 }, (_, index) => ({
    ...bot.context.settings.reconciliations[0]!,
    name: `r${index}_%`,
    title: `Region ${index}`,
  }))
  ;(bot.context.settings.reconciliations as unknown[]).push(...others)
})
afterAll(async () => await bot.close())

const answer = (fits: RegExp, where = '#quiet') => nextAnswer(bot, { user: ada, where, fits })
const type = async (text: string, where = '#quiet') =>
  expect(await bot.playground.command(ada, where, text)).toMatchObject({ ok: true })
const submit = (values: Record<string, string | string[]>) =>
  bot.playground.submitView({
    user: ada,
    values: Object.fromEntries(
      Object.entries(values).map(([block, value]) => [
        block,
        { [block === 'reconciliation' ? 'reconciliation.choose' : block]: value },
      ]),
    ),
  })

/** The options that the window offers for what is typed. */
async function offered(value: string): Promise<string[]> {
  const { id } = await bot.playground.nextView(ada)
  const select = {
    user: ada,
    viewId: id,
    blockId: 'reconciliation',
    actionId: 'reconciliation.choose',
    value,
  }
  const { options, problem } = await bot.playground.suggest(select)
  expect(problem).toBeNull()
  return options.map((option) => String(option.value))
}

describe('/recon check without more words', () => {
  beforeEach(async () => {
    while (bot.playground.views(ada).length > 0) await bot.playground.closeView(ada)
    await type('/recon check')
    await bot.playground.nextView(ada)
  })

  test('T32: offers reconciliations by name or title, a hundred at most', async () => {
    expect(await offered('')).toHaveLength(100)
    expect(await offered('CUST')).toEqual(['customers'])
    expect(await offered('region 11')).toEqual([
      'r11_%',
      ...Array.from({ length: 10 }, (_, i) => `r11${i}_%`),
    ])
  })

  test('T32: takes % and _ for what they are', async () => {
    expect(await offered('%')).toHaveLength(100)
    expect(await offered('7_%')).toHaveLength(12)
    expect(await offered('r_')).toEqual([])
    expect(await offered('%u')).toEqual([])
  })

  test('T32: of five thousand reconciliations offers a hundred, in time', async () => {
    const reconciliations = bot.context.settings.reconciliations as unknown[]
    const [first] = bot.context.settings.reconciliations
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      ...first!,
      name: `many-${at}`,
      title: `Many ${at}`,
    }))
    reconciliations.push(...many)
    try {
      expect(await offered('')).toHaveLength(100)
      expect(await offered('many')).toHaveLength(100)
      expect(await offered('many-4999')).toEqual(['many-4999'])
      expect(await offered('many%4999')).toEqual([])
    } finally {
      reconciliations.splice(-many.length)
    }
  })

  test('compares a record and answers where it was asked', async () => {
    await offered('cust')
    const result = answer(/Customers, id ACME 12/)
    expect(await submit({ reconciliation: 'customers', key: 'ACME 12' })).toMatchObject({ ok: true })
    expect(textOf(await result)).toContain('agree')
  })

  test('compares a single day', async () => {
    await offered('cust')
    const result = answer(/Customers, 2026-11-01/)
    expect(await submit({ reconciliation: 'customers', from: '2026-11-01' })).toMatchObject({ ok: true })
    await result
  })

  test.each<[string, Record<string, string>, Record<string, RegExp>]>([
    ['nothing', {}, { key: /Write the key of a record, or choose days/ }],
    ['a key and a day', { key: '1', to: '2026-11-01' }, { key: /Either a record or days/ }],
    ["a discrepancy's number", { key: '#12' }, { key: /is a discrepancy's number/ }],
    ['an end without a beginning', { to: '2026-11-01' }, { from: /Choose the first day/ }],
    ['days that run backwards', { from: '2026-11-07', to: '2026-11-01' }, { from: /runs backwards/ }],
    ['a day in the future', { from: '2999-01-01' }, { from: /begins in the future/ }],
    ['ten years', { from: '2016-11-01', to: '2026-11-01' }, { from: /3653 days/ }],
  ])('answered with %s stays open and says so at the input', async (_, values, errors) => {
    await offered('cust')
    const outcome = await submit({ reconciliation: 'customers', ...values })
    expect(outcome).toMatchObject({
      ok: false,
      errors: Object.fromEntries(
        Object.entries(errors).map(([input, sentence]) => [input, expect.stringMatching(sentence)]),
      ),
    })
    expect(bot.playground.views(ada)).toHaveLength(1)
  })

  test('says at the select that the config lost what was chosen', async () => {
    await offered('Region 119')
    const lost = (bot.context.settings.reconciliations as unknown[]).pop()
    try {
      expect(await submit({ reconciliation: 'r119_%', key: '1' })).toMatchObject({
        errors: { reconciliation: expect.stringMatching(/does not have this one any more/) },
      })
    } finally {
      ;(bot.context.settings.reconciliations as unknown[]).push(lost)
    }
  })
})

test('a window that Slack does not open any more is answered with what to type', async () => {
  bot.playground.failCalls((method) =>
    method === 'views.open' ? { kind: 'error', error: 'expired_trigger_id' } : null,
  )
  const hint = answer(/did not open the window in time/)
  await type('/recon check customers')
  expect(textOf(await hint)).toContain('Please type /recon check again')
  bot.playground.failCalls(null)
})

test('/recon check NAME opens the window with that one chosen', async () => {
  await type('/recon check R5_%')
  const view = await bot.playground.nextView(ada, ({ blocks }) =>
    JSON.stringify(blocks).includes('initial_option'),
  )
  expect(JSON.stringify(view.blocks)).toContain('Region 5')
  await bot.playground.closeView(ada)
})

describe('the menu of a bare /recon', () => {
  const menu = async () => {
    const shown = answer(/Counterfoil: \d+ open/)
    await type('/recon')
    return await shown
  }
  const press = async (what: string) => {
    const { channel, ts } = await menu()
    expect(await bot.playground.click({ user: ada, channel, ts, actionId: `menu.${what}` })).toMatchObject({
      ok: true,
    })
  }

  test.each([
    ['list', /Open discrepancies: none/],
    ['mine', /Open discrepancies assigned to you: none/],
    ['status', /Status/],
    ['help', /how to use/],
  ])('%s answers below it', async (what, expected) => {
    const shown = answer(expected)
    await press(what)
    await shown
  })

  test('run asks which one and runs it', async () => {
    await press('run')
    await bot.playground.nextView(ada, ({ callback_id: id }) => id === 'run.submit')
    await offered('cust')
    const result = answer(/agree/)
    expect(await submit({ reconciliation: 'customers', deep: ['deep'] })).toMatchObject({ ok: true })
    expect(textOf(await result)).toContain('Customers')
  })

  test('check asks which record, and answers in the channel of the menu', async () => {
    await press('check')
    await bot.playground.nextView(ada, ({ callback_id: id }) => id === 'check.submit')
    await offered('cust')
    const result = answer(/no side has a record with id 7/)
    expect(await submit({ reconciliation: 'customers', key: '7' })).toMatchObject({ ok: true })
    await result
  })
})

describe('a record with sixty fields', () => {
  const click = (actionId: string, place: object) => bot.playground.click({ user: ada, actionId, ...place })
  const shows = async (text: RegExp) => {
    const { id, blocks } = await bot.playground.nextView(ada, (view) =>
      text.test(JSON.stringify(view.blocks)),
    )
    return { viewId: id, lines: readBlocks(blocks as never) }
  }
  /** The answer to a check, and what opens its window. */
  const check = async () => {
    const result = answer(/Wide, id ACME 12/)
    await type('/recon check wide "ACME 12"')
    const { channel, ts } = await result
    return () => click('fields.open', { channel, ts })
  }
  const named = (lines: readonly string[]) => lines.flatMap((line) => /^`(f\d\d)`/.exec(line)?.[1] ?? [])

  test('T4: are all in a window, page by page, as they were found, with no other look at the sides', async () => {
    const open = await check()
    const { rows } = bot.billing
    onTestFinished(() => {
      bot.billing.rows = rows
    })
    const runs = (await listRuns(bot.context.db, { limit: 100 })).length
    bot.billing.rows = []
    await open()
    const first = await shows(/1-15 of 60 fields/)
    expect(named(first.lines)).toEqual(WIDE.slice(1, 16))
    expect(first.lines.join('\n')).toMatch(/`f01` {2}✗ differs\n.*crm: .*`f01`\n.*billing: .*`f01`.*`!`/)
    const seen = named(first.lines)
    for (const [from, to] of [
      [16, 30],
      [31, 45],
      [46, 60],
    ]) {
      await click('fields.next', { viewId: first.viewId })
      seen.push(...named((await shows(new RegExp(`${from}-${to} of 60`))).lines))
    }
    expect(seen).toEqual([...WIDE.slice(1), WIDE[0]])
    const last = (await shows(/46-60 of 60/)).lines.join('\n')
    expect(last).toMatch(/`f59` {2}✗ differs\n.*•••• A`\n.*•••• B`/)
    expect(last).not.toContain('hidden one')
    await click('fields.previous', { viewId: first.viewId })
    await shows(/31-45 of 60/)
    expect(await listRuns(bot.context.db, { limit: 100 })).toHaveLength(runs)
    await bot.playground.closeView(ada)
  })

  test('T4: that another process looked at is looked at once more', async () => {
    const { run } = await runReconciliation(bot.context, {
      name: 'wide',
      scope: { kind: 'keys', keys: [{ id: 'ACME 12' }] },
      trigger: 'cli',
      requestedBy: 'test',
    })
    const posted = await bot.slack.client.chat.postMessage({
      channel: '#quiet',
      text: 'x',
      blocks: [fieldsButton({ fields: [] } as never, run.id)],
    })
    const runs = (await listRuns(bot.context.db, { limit: 100 })).length
    await click('fields.open', { channel: posted.channel, ts: posted.ts })
    const { viewId } = await shows(/1-15 of 60 fields/)
    await click('fields.next', { viewId })
    await shows(/16-30 of 60 fields/)
    expect(await listRuns(bot.context.db, { limit: 100 })).toHaveLength(runs + 1)
    await bot.playground.closeView(ada)
  })
})
