import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { exportAudit } from '../../src/operations/export-audit.ts'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { revealValues } from '../../src/operations/reveal-values.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { listEvents } from '../../src/store/events.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { readBlocks } from './read-blocks.ts'
import { sampleField } from './samples.ts'

/** Of finance, and on call. */
const [ADA, GRACE] = ['U0ADA00001', 'U0GRACE002']
/** In both values; what differs stands in a piece of text of its own. */
const SECRETS = /zq/

let bot: Bot
/** About the hidden e-mail address, and about the plan that everybody sees. */
let hidden: Message
let open: Message

beforeAll(async () => {
  bot = await openBot({
    fields: [sampleField('email', { sensitive: true }), sampleField('plan')],
    triage: { escalateTo: null, may: { reveal: ['@finance'] } },
  })
  bot.crm.rows = [{ id: '7', balance: '1', email: 'zq-crm@one.example', plan: 'pro' }]
  bot.billing.rows = [{ id: '7', balance: '1', email: 'zq-billing@one.example', plan: 'free' }]
  await runReconciliation(bot.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'test',
  })
  hidden = await bot.playground.nextMessage(({ text }) => /email differs/.test(text))
  open = await bot.playground.nextMessage(({ text }) => /plan differs/.test(text))
})
afterAll(async () => await bot?.close())
afterEach(async () => await bot.playground.closeView(ADA))

const numberOf = ({ text }: Message) => Number(/#(\d+)/.exec(text)![1])
const kinds = async () => (await listEvents(bot.context.db, numberOf(hidden))).map(({ kind }) => kind)
const choose = (user: string, action: string) => {
  const [shown] = bot.playground.messages('#ops').filter(({ ts }) => ts === hidden.ts)
  const value = new RegExp(`${action} ${numberOf(hidden)}:\\d+`).exec(textOf(shown!))![0]
  return bot.playground.click({
    user,
    channel: '#ops',
    ts: hidden.ts,
    actionId: 'discrepancy.look',
    value,
  })
}
const ask = (user: string, of: Message) =>
  bot.playground.command(user, '#quiet', `/recon show ${numberOf(of)} reveal`)

test('the card offers it where something is hidden, and says how the values differ', () => {
  expect(textOf(hidden)).toMatch(
    /A and B differ before the @ only.*Reveal values|Reveal values.*A and B differ/,
  )
  expect(textOf(hidden)).not.toMatch(SECRETS)
  expect(textOf(open)).not.toContain('Reveal values')
})

test('whoever may sees the values alone, and Hide takes them away', async () => {
  const before = await showDiscrepancy(bot.context, numberOf(hidden))
  const publicly = () => bot.playground.messages('#ops').filter(({ onlyFor }) => onlyFor === null)
  const said = textOf(publicly() as never)
  await choose(ADA, 'reveal')
  const told = await nextAnswer(bot, { user: ADA, where: '#ops', fits: SECRETS })
  const lines = readBlocks(told.blocks as never).map((line) => line.replace(/[*`]/g, ''))
  expect(lines).toContain('• crm: zq-crm@one.example')
  expect(lines).toContain('• billing: zq-billing@one.example')
  // What a list of messages or a notification shows.
  expect(told.text).toBe(`Values of #${numberOf(hidden)}, for you alone`)
  expect(await kinds()).toEqual(['opened', 'revealed'])
  // Version, status and all: nothing else happened, and nobody else was told.
  expect(await showDiscrepancy(bot.context, numberOf(hidden))).toEqual(before)
  expect(textOf(publicly() as never)).toBe(said)
  const { channel, ts } = told
  expect(await bot.playground.click({ user: ADA, channel, ts, actionId: 'revealed.hide' })).toMatchObject({
    ok: true,
  })
  await bot.playground.nextMessage(() => !bot.playground.messages('#ops').some((one) => one.ts === ts))
})

test('by command, too', async () => {
  await ask(ADA, hidden)
  await nextAnswer(bot, { user: ADA, where: '#quiet', fits: SECRETS })
  expect(await kinds()).toEqual(['opened', 'revealed', 'revealed'])
})

test('whoever may not is told who may, by menu and by command, and it is in no history', async () => {
  const before = await kinds()
  const fits = /Only @finance may reveal values in Customers/
  await choose(GRACE, 'reveal')
  await nextAnswer(bot, { user: GRACE, where: '#ops', fits })
  await ask(GRACE, hidden)
  await nextAnswer(bot, { user: GRACE, where: '#quiet', fits })
  expect(await kinds()).toEqual(before)
  const theirs = bot.playground.messages('#ops').filter(({ onlyFor }) => onlyFor === GRACE)
  expect(textOf(theirs as never)).not.toMatch(SECRETS)
})

test('where nothing is hidden it says so, and writes nothing', async () => {
  await ask(GRACE, open)
  await nextAnswer(bot, { user: GRACE, where: '#quiet', fits: /Nothing of #\d+ is hidden/ })
  expect((await listEvents(bot.context.db, numberOf(open))).map(({ kind }) => kind)).toEqual(['opened'])
})

test('the history shows who looked, still without the values; so does the audit trail', async () => {
  await choose(ADA, 'history')
  const view = await bot.playground.nextView(ADA, ({ blocks }) => JSON.stringify(blocks).includes('Found'))
  const shown = JSON.stringify(view.blocks)
  expect(shown).toContain(`*Hidden values shown* to <@${ADA}> alone`)
  expect(shown).not.toMatch(SECRETS)
  const exported = []
  for await (const batch of exportAudit(bot.context.db, {})) exported.push(...batch)
  const columns = exported.flatMap((entry) => (entry.columns?.kind === 'revealed' ? [entry.columns] : []))
  expect(columns.map(({ number, actor, finding }) => [number, actor, finding])).toContainEqual([
    String(numberOf(hidden)),
    JSON.stringify({ kind: 'person', id: ADA, surface: 'slack' }),
    null,
  ])
})

test('a look in between does not keep anybody from undoing what they did', async () => {
  const actor = { kind: 'person', id: ADA, surface: 'slack' } as const
  const number = numberOf(hidden)
  const context = { ...bot.context, directory: allMembers }
  await triageDiscrepancy(context, { number, action: 'acknowledge', actor })
  await revealValues(context, { number, actor })
  const undone = await triageDiscrepancy(context, { number, action: 'undo', actor })
  expect(undone).toMatchObject({ accepted: true, discrepancy: { status: 'new' } })
})

test('where it cannot be written into the history, nothing is shown', async () => {
  await bot.context.db.execute(
    sql.raw(`create function refuse_looks() returns trigger language plpgsql as $$
      begin raise exception 'disk full'; end $$;`),
  )
  await bot.context.db.execute(
    sql.raw(`create trigger refuse_looks before insert on discrepancy_events
      for each row when (new.kind = 'revealed') execute function refuse_looks()`),
  )
  const before = await kinds()
  await choose(ADA, 'reveal')
  const told = await nextAnswer(bot, { user: ADA, where: '#ops', fits: /Something went wrong on our side/ })
  expect(textOf(told)).not.toMatch(SECRETS)
  expect(await kinds()).toEqual(before)
})

/** For what is done past Slack. */
const allMembers = {
  standingOf: async () => ({ known: 'member' as const }),
  zoneOf: async () => null,
  membersOf: async () => ({ known: new Set([ADA]) }),
}
