import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Permissions } from '../../src/domain/permission.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { type Bot, openBot } from './open-bot.ts'
import { readBlocks } from './read-blocks.ts'

let bot: Bot
let ada: string

/** Six records of which four have something: a formula, a number below zero, quotes and a new line, a missing one. */
beforeAll(async () => {
  bot = await openBot()
  ada = bot.playground.people[0]!.id
  bot.playground.invite('#ops', true)
  bot.playground.invite('#quiet', false)
  const row = (id: string, balance: string, plan: string, email = 'a@x.org') => ({ id, balance, plan, email })
  bot.crm.rows = [
    row('1', '1', '=HYPERLINK("http://evil")'),
    row('2', '-42.50', 'p'),
    row('3', '1', 'two "lines"\nof text, ü'),
    row('4', '1', 'p'),
    row('5', '1', 'p', 'secret@x.org'),
  ]
  bot.billing.rows = [
    row('1', '1', 'p'),
    row('2', '-42.05', 'p'),
    row('3', '1', 'p'),
    row('5', '1', 'p', 'other@x.org'),
  ]
  await bot.playground.command(ada, '#quiet', '/recon run customers')
  await bot.playground.nextMessage(({ text }) => text.includes('agree'))
})
afterAll(async () => await bot.close())

/** The newest file in a channel, and what stands in it. */
async function fileIn(channel: string): Promise<{ message: Message; text: string }> {
  const message = bot.playground.messages(channel).findLast(({ files }) => files.length > 0)!
  const [file] = message.files
  const answer = await fetch(`${bot.playground.url}files/${file!.id}/${file!.name}?download`)
  return { message, text: Buffer.from(await answer.arrayBuffer()).toString('utf8') }
}

const answered = (text: RegExp) =>
  bot.playground.nextMessage((message) => message.onlyFor === ada && text.test(message.text))

test('/recon report uploads what is open as CSV for spreadsheets, where the bot is', async () => {
  await bot.playground.command(ada, '#ops', '/recon report customers')
  await answered(/^Report of 5 open discrepancies of Customers. It is here/)
  const { message, text } = await fileIn('#ops')
  expect(message.files[0]!.name).toMatch(/^counterfoil-customers-open-\d{4}-\d\d-\d\d\.csv$/)
  expect(message.text).toBe(
    `Report for <@${ada}>: 5 open discrepancies of Customers. Sensitive values are masked.`,
  )
  expect(
    text.startsWith('\ufeffnumber,reconciliation,kind,what,key,field,value in crm,value in billing,'),
  ).toBe(true)
  const lines = text.split('\r\n')
  expect(lines).toHaveLength(7)
  expect(lines.at(-1)).toBe('')
  const lineOf = (key: string) => lines.find((line) => line.includes(`,${key},`))
  expect(text).toContain(`,1,plan,"'=HYPERLINK(""http://evil"")",p,`)
  expect(lineOf('2')).toContain(',mismatch,balance differs,2,balance,-42.50,-42.05,')
  expect(text).toContain(',3,plan,"two ""lines""\nof text, ü",p,')
  expect(lineOf('4')).toContain(',missing,missing from billing,4,,has the record,missing,')
  expect(lineOf('5')).toContain(',mismatch,email differs,5,email,••••,••••,')
  expect(text).not.toContain('secret@')
})

test('/recon report of days has what was resolved in them, with the reason', async () => {
  const { discrepancies } = await listDiscrepancies(bot.context, { limit: 10 })
  const { number } = discrepancies.find(({ finding }) => finding.key.id === '4')!
  const actor = { kind: 'person', id: ada, surface: 'slack' } as const
  const resolution = { action: 'resolve', reason: 'expected', note: '=known' } as const
  await triageDiscrepancy(bot.context, { number, actor, ...resolution })
  await bot.playground.command(ada, '#ops', '/recon report customers today')
  await answered(
    /^Report of 5 discrepancies of Customers that were open on \d{4}-\d\d-\d\d \(UTC\)\. It is here/,
  )
  const { message, text } = await fileIn('#ops')
  expect(text.split('\r\n').find((line) => line.includes(',4,'))).toMatch(
    new RegExp(`,resolved,,[^,]+,[^,]+,1,[^,]+,${ada},Expected difference,'=known$`),
  )
  expect(message.files[0]!.name).toMatch(/^counterfoil-customers-(\d{4}-\d\d-\d\d)-to-\1\.csv$/)
})

test('/recon report of days before anything was there says that there is nothing, and uploads nothing', async () => {
  const before = bot.playground.messages('#ops').filter(({ files }) => files.length > 0).length
  await bot.playground.command(ada, '#ops', '/recon report 2020-01-01..2020-01-31')
  await answered(
    /^Nothing to report: no discrepancies that were open at some time from 2020-01-01 to 2020-01-31 \(UTC\)\.$/,
  )
  expect(bot.playground.messages('#ops').filter(({ files }) => files.length > 0)).toHaveLength(before)
})

test('/recon report where the bot is not comes as a direct message', async () => {
  await bot.playground.command(ada, '#quiet', '/recon report')
  await answered(/^Report of 4 open discrepancies. It is in our direct messages/)
  const { text } = await fileIn(ada)
  expect(text.split('\r\n')).toHaveLength(6)
})

test.each([
  ['/recon report custmers', /Did you mean \/recon report customers\?/],
  ['/recon report customers closed', /A report is of what is open, or of days: \/recon report customers/],
  ['/recon report customers 2026-11-07..2026-11-01', /runs backwards: write 2026-11-01\.\.2026-11-07/],
  ['/recon report customers 2020-01-01..2025-01-01', /a report takes 366 at most/],
])('%s is answered with what to write', async (command, sentence) => {
  await bot.playground.command(ada, '#ops', command)
  await answered(sentence)
})

test('T54: without the scope for uploads says which one, and how to get the same', async () => {
  bot.playground.failCalls((method) =>
    method === 'files.getUploadURLExternal' ? { kind: 'error', error: 'missing_scope' } : null,
  )
  await bot.playground.command(ada, '#ops', '/recon report customers')
  const message = await answered(/^There is no report: the app lacks the scope/)
  bot.playground.failCalls(null)
  const shown = readBlocks(message.blocks as never).join('\n')
  expect(shown).toContain('`files:write`')
  expect(shown).toContain('`counterfoil list customers --format csv`')
})

test('the button Report of the menu does the same for all', async () => {
  await bot.playground.command(ada, '#ops', '/recon')
  const { channel, ts } = await answered(/^Counterfoil: 4 open/)
  const before = bot.playground.messages('#ops').filter(({ files }) => files.length > 0).length
  await bot.playground.click({ user: ada, channel, ts, actionId: 'menu.report' })
  await expect
    .poll(() => bot.playground.messages('#ops').filter(({ files }) => files.length > 0).length)
    .toBe(before + 1)
})

describe('who may', () => {
  const may = (customers: Permissions, payments: Permissions) => {
    const [definition] = bot.context.settings.reconciliations
    const { triage } = definition!
    const other = {
      ...definition!,
      name: 'payments',
      title: 'Payments',
      triage: { ...triage, may: payments },
    }
    const first = { ...definition!, triage: { ...triage, may: customers } }
    Object.assign(bot.context.settings, { reconciliations: [first, other] })
  }
  const filesIn = (channel: string) =>
    bot.playground.messages(channel).filter(({ files }) => files.length > 0).length

  beforeAll(async () => {
    may({}, {})
    const scope = { kind: 'everything' } as const
    await runReconciliation(bot.context, { name: 'payments', scope, trigger: 'cli', requestedBy: 'test' })
  })
  afterAll(() => may({}, {}))

  test('a report of one that they may not report is refused, and says who may', async () => {
    may({ report: ['@finance-leads'] }, {})
    const before = filesIn('#ops')
    await bot.playground.command(ada, '#ops', '/recon report customers')
    await answered(/Only @finance-leads may get reports in Customers\./)
    expect(filesIn('#ops')).toBe(before)
  })

  test('a report of all has what they may report, and the answer says what is left out and who may', async () => {
    may({ report: 'nobody' }, { report: [ada] })
    await bot.playground.command(ada, '#ops', '/recon report')
    const told = await answered(/^Report of 5 open discrepancies of all but Customers\. It is here/)
    expect(readBlocks(told.blocks as never).join('\n')).toContain(
      'Left out: Nobody may get reports in Customers: the config names nobody for it (triage.report).',
    )
    const { message, text } = await fileIn('#ops')
    expect(message.text).toContain('5 open discrepancies of all but Customers')
    const named = text.split('\r\n').filter((line) => /^\d+,/.test(line))
    expect(named).toHaveLength(5)
    expect(named.filter((line) => !/^\d+,payments,/.test(line))).toEqual([])
  })

  test('where nothing is left, it is refused with all of them', async () => {
    may({ report: ['@finance-leads'] }, { report: ['@finance-leads'] })
    const before = filesIn('#ops')
    await bot.playground.command(ada, '#ops', '/recon report')
    await answered(/Only @finance-leads may get reports in Customers and Payments\./)
    expect(filesIn('#ops')).toBe(before)
  })

  test('a guest gets none', async () => {
    may({}, {})
    bot.playground.addPerson({ id: 'U0GUEST001', name: 'guest', standing: 'guest' })
    await bot.playground.command('U0GUEST001', '#quiet', '/recon report')
    const told = await bot.playground.nextMessage(
      ({ onlyFor, text }) => onlyFor === 'U0GUEST001' && /reports/.test(text),
    )
    expect(told.text).toContain(
      'Guests may look and not act: only full members of this workspace may get reports',
    )
  })
})

test('a report is logged, without what is in it', () => {
  const logged = bot.log.filter(({ message }) => message === 'a report was asked for')
  expect(logged[0]!.facts).toEqual({ by: ada, outcome: 'shared', rows: 5 })
  expect(JSON.stringify(bot.log)).not.toContain('secret@')
})
