import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

describe('a command typed in a way of one’s own', () => {
  test('empty shows the menu', async () => {
    expect(await told('/recon')).toContain('Nothing is open')
  })

  test('an unknown verb is quoted, and the one that was meant is said with the rest', async () => {
    expect(await told('/recon chekc customers 1042')).toContain(
      'There is no command "chekc". Did you mean /recon check customers 1042?',
    )
  })

  test('a misspelt name is quoted, and the nearest is said', async () => {
    expect(await told('/recon check Custmers 1042')).toContain(
      'There is no "Custmers". Did you mean /recon check customers 1042?',
    )
  })

  test('smart quotes are quotes', async () => {
    expect(await told('/recon check “customers” “1042”')).toContain('Customers, id 1042')
  })

  test('non-breaking spaces are spaces', async () => {
    expect(await told('/recon check\u00a0customers\u00a01042')).toContain('Customers, id 1042')
  })

  test('a newline is a space', async () => {
    expect(await told('/recon check\ncustomers\r\n1042')).toContain('Customers, id 1042')
  })

  test('an id with spaces stands in quotes', async () => {
    expect(await told('/recon check customers "ACME 12"')).toContain('Customers, id ACME 12')
  })

  test('an id with spaces and without quotes is told to get some', async () => {
    expect(await told('/recon check customers ACME 12')).toContain('write "ACME 12" in quotes')
  })

  test('a reversed range is told in its order', async () => {
    expect(await told('/recon check customers 2026-11-07..2026-11-01')).toContain(
      '"2026-11-07..2026-11-01" runs backwards: write 2026-11-01..2026-11-07',
    )
  })

  test('a range of the same day is that day', async () => {
    expect(await told('/recon check customers 2026-11-01..2026-11-01')).toContain(
      'Customers, 2026-11-01..2026-11-01',
    )
  })

  test('a range of ten years is too long', async () => {
    expect(await told('/recon check customers 2016-11-01..2026-11-01')).toContain(
      '"2016-11-01..2026-11-01" is 3653 days, and a check takes 366 at most',
    )
  })

  test('a date in the future is told what today is', async () => {
    const today = bot.context.now().toISOString().slice(0, 10)
    expect(await told('/recon check customers 2999-01-01')).toContain(
      `"2999-01-01" begins in the future: today is ${today} in UTC`,
    )
  })

  test('03/04 is March or April, so it is asked for again', async () => {
    expect(await told('/recon check customers 03/04')).toContain(
      '"03/04" can be read as month and day or as day and month',
    )
  })

  test('the number of a discrepancy is no key', async () => {
    expect(await told('/recon check customers #1042')).toContain(
      `"#1042" is a discrepancy's number: write the record's key`,
    )
  })
})
