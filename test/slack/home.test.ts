import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { View } from '../../src/playground/workspace/contents.ts'
import { publishHome } from '../../src/slack/listeners/events/publish-home.ts'
import { openShownHomes } from '../../src/slack/listeners/events/shown-homes.ts'
import { openKeptChecks } from '../../src/slack/listeners/kept-checks.ts'
import { firstPage, type HomeSection } from '../../src/slack/messages/home-page.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { readBlocks } from './read-blocks.ts'

let bot: Bot
let ada: string
let ben: string

beforeAll(async () => {
  bot = await openBot()
  ;[ada, ben] = bot.playground.people.map(({ id }) => id) as [string, string]
  await run(45)
})
afterAll(async () => await bot?.close())

/** Everything is compared, and so many records differ. */
async function run(count: number): Promise<void> {
  const rows = (balance: string) =>
    Array.from({ length: count }, (_, at) => ({ id: String(at + 1), balance, email: 'a@x.org', plan: 'pro' }))
  bot.crm.rows = rows('1.00')
  bot.billing.rows = rows('2.00')
  const scope = { kind: 'everything' } as const
  await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
}

const by = (id: string) => ({ kind: 'person', id, surface: 'slack' }) as const
const triage = (number: number, action: TriageAction, more: object = {}) =>
  triageDiscrepancy(bot.context, { number, action, actor: by(ben), ...more })

/** The next version of somebody's Home tab that comes of this. */
async function shows(user: string, act: () => Promise<unknown>): Promise<View> {
  const before = bot.playground.home(user)?.hash
  const [view] = await Promise.all([
    bot.playground.nextHome(user, ({ hash }) => hash !== before),
    act().then((outcome) => expect(outcome).toMatchObject({ ok: true })),
  ])
  return structuredClone(view)
}

const open = (user: string) => shows(user, () => bot.playground.openHome(user))
const press = (user: string, actionId: string, more: object = {}) =>
  bot.playground.click({ user, viewId: bot.playground.home(user)!.id, actionId, ...more })
const turnTo = (user: string, section: HomeSection) =>
  shows(user, () => press(user, `home.section.${section}`))
const pageOn = (user: string, to: 'next' | 'previous') => shows(user, () => press(user, `home.page.${to}`))
const read = (view: View) => readBlocks(view.blocks as never)
/** Which discrepancies have a row. */
const numbersOn = ({ blocks }: View) =>
  blocks.flatMap(({ block_id: id }) => /^home:(\d+)$/.exec(String(id))?.slice(1).map(Number) ?? [])
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at)
const published = () =>
  bot.playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === 'views.publish')

describe('the Home tab', () => {
  test('opens at all that is open for who owns nothing, and else at what is theirs', async () => {
    const all = await open(ada)
    expect(read(all).join('\n')).toContain('*45 open discrepancies*  ·  shows 1-20')
    for (const number of [1, 2, 3]) await triage(number, 'assign', { owner: ada })
    const mine = await open(ada)
    expect(read(mine).join('\n')).toContain('*3 discrepancies assigned to you*')
    expect(numbersOn(mine)).toEqual([3, 2, 1])
  })

  test('has a section for each queue: what is snoozed is in none but its own and all that is open', async () => {
    await triage(3, 'snooze', { until: null })
    await triage(4, 'snooze', { until: new Date(Date.now() + 3_600_000) })
    expect(numbersOn(await turnTo(ada, 'mine'))).toEqual([2, 1])
    const unassigned = await turnTo(ada, 'unassigned')
    expect(read(unassigned)[0]).toBe(
      '[Mine 2] [Unassigned 41] [Overdue 0] [All open 45] [Snoozed 2] [Reconciliations] [Delivery problems 0]',
    )
    expect(numbersOn(unassigned)).toEqual(down(45, 26))
    expect(numbersOn(await turnTo(ada, 'open'))).toEqual(down(45, 26))
    const snoozed = await turnTo(ada, 'snoozed')
    expect(numbersOn(snoozed)).toEqual([4, 3])
    expect(read(snoozed).join('\n')).toContain(`*Snoozed* until its values change, by <@${ben}>`)
  })

  test('counts as the commands do: what is snoozed is told apart', async () => {
    const told = async (text: string) => {
      const answer = nextAnswer(bot, { user: ada, where: '#quiet', fits: /./ })
      await bot.playground.command(ada, '#quiet', text)
      return textOf(await answer)
    }
    expect(await told('/recon')).toContain('Counterfoil: 45 open (2 snoozed), 2 assigned to you')
    const mine = await told('/recon list mine')
    expect(mine).toContain('assigned to you, shows 1-2 of 2')
    expect(mine).toContain('1 more is snoozed: `/recon list mine snoozed`')
    expect(await told('/recon list mine snoozed')).toContain('assigned to you, shows 1-1 of 1')
    const unassigned = await told('/recon list unassigned')
    expect(unassigned).toContain('shows 1-10 of 41')
    expect(unassigned).toContain('1 more is snoozed: `/recon list unassigned snoozed`')
    expect(await told('/recon list')).toContain('shows 1-10 of 45')
  })

  test('opens again at the section that was chosen last', async () => {
    expect((await open(ada)).private_metadata).toBe('snoozed')
    expect((await open(ben)).private_metadata).toBe('open?')
  })

  test('says in words that a section is empty', async () => {
    expect(read(await turnTo(ben, 'mine')).join('\n')).toContain('*Nothing is assigned to you.*')
    expect(read(await turnTo(ben, 'delivery')).join('\n')).toContain('*Every message was delivered*')
  })

  test('T60: is published once for what is pressed, and not at all when the Messages tab is opened', async () => {
    const before = published().length
    await bot.playground.openHome(ben, 'messages')
    const shown = bot.playground.nextHome(ben, (view) => view.private_metadata === 'open')
    await press(ben, 'home.section.open')
    await shown
    expect(published()).toHaveLength(before + 1)
  })

  test('shows what is open for longer than the config says, but for what is snoozed', async () => {
    const { triage: rules } = bot.context.settings.reconciliations[0]!
    Object.assign(rules, { withinSeconds: { high: 3_600, low: 1 } })
    expect(read(await turnTo(ada, 'overdue')).join('\n')).toContain('*Nothing is overdue.*')
    Object.assign(rules, { withinSeconds: { high: 0 } })
    const overdue = await turnTo(ada, 'overdue')
    expect(read(overdue)[0]).toContain('[⚠️ Overdue 43]')
    expect(numbersOn(overdue)).toEqual(down(45, 26))
    expect(read(overdue).join('\n')).toContain('⏰ *Overdue* since')
    expect(numbersOn(await pageOn(ada, 'next'))).toEqual(down(25, 6))
    Object.assign(rules, { withinSeconds: undefined })
  })
})

describe('pages', () => {
  test('neither repeat nor leave out what stays open while others resolve theirs', async () => {
    expect(numbersOn(await turnTo(ben, 'unassigned'))).toEqual(down(45, 26))
    for (const number of [45, 44, 30]) await triage(number, 'resolve', { reason: 'fixed' })
    const second = await pageOn(ben, 'next')
    expect(numbersOn(second)).toEqual([...down(25, 6)])
    expect(read(second).join('\n')).toContain('*38 unassigned discrepancies*  ·  shows 18-37')
    const last = await pageOn(ben, 'next')
    expect(numbersOn(last)).toEqual([5])
    // With the last one of a page gone, the page before it is the last.
    const after = await shows(ben, () => press(ben, 'discrepancy.more', { value: 'assign-me 5:1' }))
    expect(numbersOn(after)).toEqual(down(25, 6))
    // Less than a page is left before it, so it is a whole first page.
    expect(numbersOn(await pageOn(ben, 'previous'))).toEqual([...down(43, 31), ...down(29, 23)])
  })
})

describe('a click on a row', () => {
  test('acts, says so, and shows the same page as it now is', async () => {
    await turnTo(ada, 'unassigned')
    const view = await shows(ada, () => press(ada, 'discrepancy.acknowledge', { blockId: 'home:43' }))
    expect(view.private_metadata).toBe('unassigned')
    const lines = read(view).join('\n')
    expect(lines).toContain('*#43*: 👀 Acknowledged')
    expect(lines).toMatch(/\*#43\*.*\n.*👀 Acknowledged {2}·/)
  })

  test('takes what the menu assigns out of Unassigned and into Mine', async () => {
    const option = { blockId: 'home:42', value: 'assign-me 42:1' }
    const view = await shows(ada, () => press(ada, 'discrepancy.more', option))
    expect(numbersOn(view)).not.toContain(42)
    expect(read(view)[0]).toContain('[Mine 3] [Unassigned 36]')
    expect(numbersOn(await turnTo(ada, 'mine'))).toEqual([42, 2, 1])
  })

  test('asks why it is resolved, and shows the page that was left', async () => {
    await press(ada, 'discrepancy.resolve', { blockId: 'home:42' })
    await bot.playground.nextView(ada)
    const values = { reason: { reason: 'not-a-problem' } }
    const view = await shows(ada, () => bot.playground.submitView({ user: ada, values }))
    expect(view.private_metadata).toBe('mine')
    expect(numbersOn(view)).toEqual([2, 1])
    expect(read(view).join('\n')).toContain('*#42*: ✅ Resolved')
  })

  test('that comes too late is told who was first, above the page as it now is', async () => {
    await triage(2, 'acknowledge')
    const view = await shows(ada, () => press(ada, 'discrepancy.acknowledge', { blockId: 'home:2' }))
    expect(read(view).join('\n')).toContain(`<@${ben}> already acknowledged #2 just now.`)
    expect(view.private_metadata).toBe('mine')
  })
})

describe('versions', () => {
  /** As another process, or one that has just been started. */
  const room = () => ({
    context: bot.context,
    client: bot.slack.client,
    homes: openShownHomes(),
    checks: openKeptChecks(),
    acks: bot.slack.acks,
  })
  const hashOf = (user: string) => bot.playground.home(user)!.hash
  const metadata = () => bot.playground.home(ada)!.private_metadata
  const publishOther = () =>
    bot.slack.client.views.publish({
      user_id: ada,
      view: { type: 'home', private_metadata: 'newer', blocks: [{ type: 'divider' }] },
    })
  const choose = (section: HomeSection) =>
    ({ page: firstPage(section), notice: null, hash: null, because: 'chose' }) as const

  test('an opening that another process has answered since is not answered by what is older', async () => {
    const hash = hashOf(ada)
    await publishOther()
    await publishHome(room(), ada, { ...choose('mine'), hash, because: 'opened' })
    expect(metadata()).toBe('newer')
  })

  test('what a click did is shown whatever stands there, and read after that is known', async () => {
    const hash = hashOf(ada)
    await publishOther()
    await publishHome(room(), ada, { ...choose('mine'), hash, notice: 'done', because: 'acted' })
    expect(metadata()).toBe('mine')
    const tried = published().slice(-2)
    expect(tried.map((call) => call.kind === 'call' && call.answer.ok)).toEqual([false, true])
  })

  test('who has turned the page since they clicked stays on it', async () => {
    const here = room()
    await publishHome(here, ada, choose('unassigned'))
    const hash = hashOf(ada)
    await publishHome(here, ada, { ...choose('snoozed'), hash })
    await publishHome(here, ada, { ...choose('unassigned'), hash, notice: 'done', because: 'acted' })
    expect(metadata()).toBe('snoozed')
    expect(read(bot.playground.home(ada)!)[1]).toBe('done')
  })

  test('of two presses the second is shown last, though the first takes longer to read', async () => {
    const here = room()
    await Promise.all([publishHome(here, ada, choose('health')), publishHome(here, ada, choose('mine'))])
    expect(metadata()).toBe('mine')
  })

  test('a failure is told and holds up nobody', async () => {
    const here = room()
    bot.playground.failCalls((method) =>
      method === 'views.publish' ? { kind: 'refuse', status: 503 } : null,
    )
    const failing = publishHome(here, ada, choose('open'))
    await expect(failing).rejects.toThrow()
    bot.playground.failCalls(null)
    await publishHome(here, ada, choose('open'))
    expect(metadata()).toBe('open')
  })
})

test('T60: with 500 open every page fits, and together they have each of them once', async () => {
  await run(500)
  const seen: number[] = []
  let view = await turnTo(ben, 'open')
  for (;;) {
    expect(view.blocks.length).toBeLessThanOrEqual(100)
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000)
    seen.push(...numbersOn(view))
    if (!view.blocks.some(({ block_id: id }) => id === 'home-pages')) throw new Error('no paging')
    if (!JSON.stringify(view.blocks).includes('home.page.next')) break
    view = await pageOn(ben, 'next')
  }
  expect(seen).toHaveLength(500)
  expect(new Set(seen).size).toBe(500)
})

test('health shows each reconciliation with the trend of its runs', async () => {
  // A check of one record is no part of the trend.
  const scope = { kind: 'keys', keys: [{ id: '1' }] } as const
  await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
  const lines = read(await turnTo(ben, 'health'))
  expect(lines).toContain('*1 reconciliation*')
  expect(lines.join('\n')).toMatch(
    /✔️ Last run \*completed\* .* over 1 key, took [^:]+: 0 of 1 matched record agree, 1 finding/,
  )
  expect(lines).toContain('Open: 🔺 High *500*  ·  no schedule')
  expect(lines).toContain('Findings of the last 2 runs: ▂█ from 45 to 500')
})

test('what could not be told stands there with its remedy, and is tried again from there', async () => {
  bot.playground.archive('#ops')
  const givenUp = bot.nextLine(/message given up/)
  await run(501)
  await givenUp
  const problems = await turnTo(ben, 'delivery')
  expect(read(problems)[0]).toMatch(/\[⚠️ Delivery problems [1-9]/)
  expect(read(problems).join('\n')).toMatch(/ in #ops: is_archived: \S+ is archived; unarchive it/)
  bot.playground.archive('#ops', false)
  const after = await shows(ben, () => press(ben, 'deliveries.retry'))
  expect(after.private_metadata).toBe('delivery')
  expect(read(after).join('\n')).toMatch(/messages? (is|are) tried again now/)
})
