import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'
import { sampleField, sampleReconciliation } from './samples.ts'

let bot: Bot
let ada: string

beforeAll(async () => {
  const sides = sampleReconciliation()
    .sides.slice(0, 2)
    .map((side) => ({ ...side, columns: { balance: 'balance' }, dateColumn: 'paid_on' }))
  bot = await openBot({ sides, fields: [sampleField('balance')] })
  ada = bot.playground.people[0]!.id
  bot.crm.rows = [{ id: '1042', balance: '1', paid_on: '2026-11-01' }]
  bot.billing.rows = [{ id: 'ACME 12', balance: '1', paid_on: '2026-11-01' }]
})
afterAll(async () => await bot.close())

/** What she is told, as she reads it. */
async function told(text: string): Promise<string> {
  const answer = nextAnswer(bot, { user: ada, where: '#quiet', fits: /./ })
  expect(await bot.playground.command(ada, '#quiet', text)).toMatchObject({ ok: true })
  return textOf(await answer).replaceAll('\\"', '"')
}

const TODAY = () => bot.context.now().toISOString().slice(0, 10)

/** What somebody types, and the words of the answer. */
const CASES: [what: string, typed: string, answer: string | (() => string)][] = [
  ['empty shows the menu', '/recon', 'Nothing is open'],
  [
    'an unknown verb is quoted, and the one that was meant is said with the rest',
    '/recon chekc customers 1042',
    'There is no command "chekc". Did you mean /recon check customers 1042?',
  ],
  [
    'a misspelt name is quoted, and the nearest is said',
    '/recon check Custmers 1042',
    'There is no "Custmers". Did you mean /recon check customers 1042?',
  ],
  ['smart quotes are quotes', '/recon check “customers” “1042”', 'Customers, id 1042'],
  ['quotes of other languages are quotes', '/recon check „customers“ «1042»', 'Customers, id 1042'],
  ['non-breaking spaces are spaces', '/recon check\u00a0customers\u00a01042', 'Customers, id 1042'],
  ['a newline is a space', '/recon check\ncustomers\r\n1042', 'Customers, id 1042'],
  ['an id with spaces stands in quotes', '/recon check customers "ACME 12"', 'Customers, id ACME 12'],
  [
    'an id with spaces and without quotes is told to get some',
    '/recon check customers ACME 12',
    'write "ACME 12" in quotes',
  ],
  [
    'a reversed range is told in its order',
    '/recon check customers 2026-11-07..2026-11-01',
    '"2026-11-07..2026-11-01" runs backwards: write 2026-11-01..2026-11-07',
  ],
  [
    'a range of the same day is that day',
    '/recon check customers 2026-11-01..2026-11-01',
    'Customers, 2026-11-01..2026-11-01',
  ],
  [
    'a range of ten years is too long',
    '/recon check customers 2016-11-01..2026-11-01',
    '"2016-11-01..2026-11-01" is 3653 days, and a check takes 366 at most',
  ],
  [
    'a date in the future is told what today is',
    '/recon check customers 2999-01-01',
    () => `"2999-01-01" begins in the future: today is ${TODAY()} in UTC`,
  ],
  [
    '03/04 is March or April, so it is asked for again',
    '/recon check customers 03/04',
    '"03/04" can be read as month and day or as day and month',
  ],
  [
    'the number of a discrepancy is no key',
    '/recon check customers #1042',
    `"#1042" is a discrepancy's number: write the record's key`,
  ],
  ['a mention is words like any others', '/recon <!channel>', 'There is no command "&lt;!channel&gt;"'],
  ['ten thousand letters are quoted in part', `/recon ${'x'.repeat(10_000)}`, 'There is no command "xxx'],
]

test.each(CASES)('T33: %s', async (_, typed, expected) => {
  const answer = await told(typed)
  expect(answer).toContain(typeof expected === 'string' ? expected : expected())
  expect(answer).not.toMatch(/Error\b|\bat .*\.ts|went wrong/)
})
