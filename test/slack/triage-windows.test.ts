import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { type Card, type Cards, openCards, textOf } from './open-cards.ts'

const DAY_MS = 86_400_000

let cards: Cards
let card: Card
let ada: string
let ben: string

beforeAll(async () => {
  cards = await openCards()
  ;({ ada, ben } = cards)
  cards.bot.playground.addPerson({ id: 'U0GONE0001', name: 'gone' })
  cards.bot.playground.deactivate('gone')
})
afterAll(async () => await cards?.bot.close())
beforeEach(async () => {
  card = await cards.open()
})
afterEach(async () => {
  cards.bot.playground.failCalls(null)
  for (const user of [ada, ben]) await cards.bot.playground.closeView(user)
})

const kinds = async () => (await card.events()).map(({ kind }) => kind)
const lastEvent = async () => (await card.events()).at(-1)
const viewsOf = (user: string) => cards.bot.playground.views(user)
const does = (user: string, action: 'acknowledge' | 'resolve') =>
  triageDiscrepancy(cards.bot.context, {
    number: card.number,
    action,
    ...(action === 'resolve' ? { reason: 'expected' as const } : {}),
    actor: { kind: 'person', id: user, surface: 'slack' },
  })
const escalating = async (user: string) => {
  await card.click(user, 'escalate')
  return await cards.windowShows(user, /Calls|Whom to call|already|was resolved/)
}
const snoozing = async (user: string) => {
  await card.choose(user, 'snooze')
  return await cards.windowShows(user, /Until when/)
}

describe('Escalate', () => {
  test('T28: shows whom it calls, and Enter alone calls them; a second time says who did it', async () => {
    expect(await escalating(ada)).toContain('Calls *@oncall*')
    await escalating(ben)
    expect(await cards.send(ada)).toMatchObject({ ok: true })
    expect(viewsOf(ada)).toEqual([])
    await card.says(/Escalated/)
    expect((await card.threadSays(/was escalated/)).text).toMatch(
      new RegExp(`^📣 @oncall: #${card.number} was escalated by <@${ada}>\\.`),
    )
    await cards.send(ben)
    expect(await cards.windowShows(ben, /already/)).toContain(`<@${ada}> already escalated #${card.number}`)
    expect(await kinds()).toEqual(['opened', 'escalated'])
  })

  test('calls whom a person chooses, with what they should know, and remembers both', async () => {
    await escalating(ada)
    await cards.send(ada, { person: ben, note: 'month end is tomorrow' })
    const line = await card.threadSays(/was escalated/)
    expect(line.text).toMatch(
      new RegExp(`^📣 <@${ben}>: #\\d+ was escalated by <@${ada}>\\.\n“month end is tomorrow”`),
    )
    expect(await lastEvent()).toMatchObject({
      kind: 'escalated',
      note: 'month end is tomorrow',
      details: { to: ben, before: { status: 'new' } },
    })
    await card.look(ben, 'history')
    expect(await cards.windowShows(ben, /Escalated\*/)).toMatch(
      new RegExp(`Escalated\\* to <@${ben}> by <@${ada}>.*“month end is tomorrow”`),
    )
  })

  test('T28: after it was resolved meanwhile says so in the window, and calls nobody', async () => {
    await escalating(ada)
    await does(ben, 'resolve')
    expect(await cards.send(ada)).toMatchObject({ ok: true })
    expect(await cards.windowShows(ada, /already resolved/)).not.toContain('"submit":{')
    expect(viewsOf(ada)[0]!.submit).toBeNull()
    expect(await kinds()).toEqual(['opened', 'resolved'])
    expect(card.thread()).toEqual([])
  })

  test('T28: to an app or somebody who has left is refused at the input', async () => {
    await escalating(ada)
    const left = await cards.send(ada, { person: 'U0GONE0001' })
    expect(left.errors).toEqual({
      person: 'This account is deactivated and cannot be called: choose somebody else.',
    })
    const app = await cards.send(ada, { person: 'USLACKBOT' })
    expect(app.errors).toEqual({ person: 'This is an app, which cannot be called: choose a person.' })
    expect(await kinds()).toEqual(['opened'])
  })

  test('T28: where whom the config names is deactivated another person is needed, and that is remembered', async () => {
    const { reconciliations } = cards.bot.context.settings
    const [customers] = reconciliations
    Object.assign(cards.bot.context, {
      settings: {
        ...cards.bot.context.settings,
        reconciliations: [{ ...customers!, triage: { escalateTo: 'U0GONE0001' } }],
      },
    })
    try {
      await card.click(ada, 'escalate')
      expect(await cards.windowShows(ada, /deactivated/)).toContain('choose somebody else')
      expect((await cards.send(ada)).errors).toHaveProperty('person')
      await cards.send(ada, { person: ben })
      expect((await card.threadSays(/was escalated/)).text).toContain(
        `<@U0GONE0001>, whom the config names, is deactivated.`,
      )
      expect((await lastEvent())?.details).toMatchObject({ to: ben, insteadOf: 'U0GONE0001' })
    } finally {
      Object.assign(cards.bot.context, { settings: { ...cards.bot.context.settings, reconciliations } })
    }
  })
})

describe('Snooze', () => {
  test('for a day is Enter alone; the card shows it', async () => {
    const before = Date.now()
    await snoozing(ada)
    await cards.send(ada)
    await card.says(/Snoozed/)
    const { snooze } = await card.row()
    expect(snooze!.until!.getTime()).toBeGreaterThanOrEqual(before + DAY_MS)
    expect(snooze!.until!.getTime()).toBeLessThanOrEqual(Date.now() + DAY_MS)
  })

  test('until its values change, with a reason for the history', async () => {
    await snoozing(ada)
    await cards.send(ada, { until: 'change', note: 'a fix is on its way' })
    await card.says(/Snoozed\* until its values change/)
    expect(await lastEvent()).toMatchObject({ kind: 'snoozed', note: 'a fix is on its way' })
  })

  test('until a day and time, which counts instead of what is chosen above', async () => {
    await snoozing(ada)
    const at = Math.floor(Date.now() / 1_000) + 3 * 86_400
    await cards.send(ada, { until: 'hour', at: String(at) })
    await card.says(/Snoozed/)
    expect((await card.row()).snooze!.until).toEqual(new Date(at * 1_000))
  })

  test('T26: a time that is over, one past a year, and a month without a reason are refused at their input', async () => {
    await snoozing(ada)
    const now = Math.floor(Date.now() / 1_000)
    const asks = async (at: number, note = '') =>
      (await cards.send(ada, { at: String(at), ...(note ? { note } : {}) })).errors
    expect(await asks(now - 60)).toEqual({ at: 'This time is over already: choose one to come.' })
    expect(await asks(now - 1)).toHaveProperty('at')
    expect(await asks(now + 400 * 86_400, 'long')).toEqual({
      at: 'This is more than a year away: choose an earlier day, or resolve it as expected.',
    })
    expect(await asks(now + 31 * 86_400)).toEqual({ note: 'Please say why, as it is for more than 30 days.' })
    expect((await card.row()).snooze).toBeNull()
    expect(await cards.send(ada, { at: String(now + 31 * 86_400), note: 'year end' })).toMatchObject({
      ok: true,
    })
    expect((await card.row()).snooze).not.toBeNull()
  })

  test('names whose clocks decide when tomorrow is: theirs, or without the scope those of the schedule', async () => {
    expect(await snoozing(ada)).toContain('your time, Etc/UTC')
    await cards.bot.playground.closeView(ada)
    cards.bot.playground.failCalls((method) =>
      method === 'users.info' ? { kind: 'error', error: 'missing_scope' } : null,
    )
    cards.bot.playground.addPerson({ id: 'U0NEW00026', name: 'newest' })
    expect(await snoozing('U0NEW00026')).toContain('by the clocks of UTC')
    await cards.send('U0NEW00026', { until: 'tomorrow' })
    expect((await card.row()).snooze!.until!.toISOString()).toMatch(/T09:00:00\.000Z$/)
  })
})

describe('Assign', () => {
  test('offers whoever looks, gives it to another, then to nobody', async () => {
    await card.choose(ada, 'assign')
    expect(await cards.windowShows(ada, /To whom/)).toContain(`"initial_user":"${ada}"`)
    await cards.send(ada, { person: ben })
    await card.says(new RegExp(`Assigned\\* to <@${ben}>`))
    await card.threadSays(new RegExp(`was assigned to <@${ben}> by <@${ada}>`))
    await card.choose(ada, 'assign')
    await cards.windowShows(ada, /To nobody/)
    expect((await cards.send(ada, { person: ben })).errors).toEqual({
      person: 'It is assigned to them already.',
    })
    await cards.send(ada, { nobody: ['nobody'] })
    await card.says(/^(?!.*Assigned)/)
    expect((await card.row()).owner).toBeNull()
  })

  test('to an app or a deactivated account is refused with the reason', async () => {
    await card.choose(ada, 'assign')
    await cards.windowShows(ada, /To whom/)
    expect((await cards.send(ada, { person: 'U0GONE0001' })).errors).toEqual({
      person: 'This account is deactivated and cannot look after it: choose somebody else.',
    })
    expect((await cards.send(ada, { person: 'USLACKBOT' })).errors).toEqual({
      person: 'This is an app, which cannot look after it: choose a person.',
    })
    expect((await card.row()).owner).toBeNull()
  })
})

describe('Note', () => {
  test('stands in the thread and in the history, line by line, also on what is resolved', async () => {
    await does(ben, 'resolve')
    await card.says(/Resolved/)
    await card.look(ada, 'note')
    await cards.windowShows(ada, /in the thread and in the history/)
    const long = 'word '.repeat(590).trim()
    await cards.send(ada, { note: `first line\n*second* <!channel>\n${long}` })
    const line = await card.threadSays(/first line/)
    const said = textOf(line)
    expect(said).toContain('“first line\\n∗second∗ &lt;!channel&gt;\\n')
    expect(said.match(/word/g)!.length).toBeGreaterThanOrEqual(590)
    await card.look(ada, 'history')
    const shown = await cards.windowShows(ada, /first line/)
    expect(shown.match(/word/g)).toHaveLength(590)
  })

  test('T14: the same window that comes twice is one note', async () => {
    const once = { number: card.number, action: 'note', note: 'asked billing', once: 'V1' } as const
    const actor = { kind: 'person', id: ada, surface: 'slack' } as const
    const outcomes = await Promise.all(
      [1, 2].map(() => triageDiscrepancy(cards.bot.context, { ...once, actor })),
    )
    expect(outcomes.map(({ accepted }) => accepted).sort()).toEqual([false, true])
    expect(await kinds()).toEqual(['opened', 'note'])
  })

  test('of blanks is refused at its input', async () => {
    await card.look(ada, 'note')
    await cards.windowShows(ada, /in the thread and in the history/)
    expect((await cards.send(ada, { note: '  ' })).errors).toEqual({ note: 'Please write what the note is.' })
  })
})
