import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyRemedy } from '../../src/operations/apply-remedy.ts'
import type { Context } from '../../src/operations/context.ts'
import { undoRemedy } from '../../src/operations/undo-remedy.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { ANN, COPY_EMAIL, openRemedies, type RemedyWorld, saidOf, wordOf } from './open-remedies.ts'

const sql = (name: string, statement: string, more = '') => `
      ${name}:
        title: ${name}
        sql: { side: billing, statement: "${statement}" }
        ${more}`
const REMEDIES = [
  COPY_EMAIL,
  sql('insert', 'insert into accounts values (:key, :crm.email, :crm.plan)', 'when: { kind: missing }'),
  sql('many', "update accounts set contact = :crm.email where ref = :key or ref like 'many%'"),
  sql('same', 'update accounts set plan = :billing.plan where ref = :key'),
  sql('elsewhere', 'update old_accounts set contact = :crm.email where ref = :key'),
  sql('sleeps', 'update accounts set contact = concat(sleep(5), :crm.email) where ref = :key'),
].join('')

describe.skipIf(MARIADB_MISSING)('remedies in MariaDB', () => {
  let billing: TestMariadb
  let world: RemedyWorld
  beforeAll(async () => {
    billing = await startMariadb()
    await billing.query(`
      create table accounts (ref varchar(40) primary key, contact varchar(200), plan varchar(20)) engine=InnoDB default charset=utf8mb4;
      create table old_accounts (ref varchar(40) primary key, contact varchar(200)) engine=MyISAM;
      insert into old_accounts values ('m1', 'x');
      create trigger refuse before update on accounts for each row
        if new.contact = 'raise' then signal sqlstate '45000' set message_text = 'no'; end if`)
    world = await openRemedies(REMEDIES, { billing, type: 'mysql' })
  })
  afterAll(async () => {
    await world?.close()
    await billing?.close()
  })
  const differing = { crm: { email: 'ada@new', plan: 'pro' }, accounts: { email: 'ada@old', plan: 'pro' } }

  test('a fix is done, proven, and taken back', async () => {
    const { number } = await world.given('a1', differing)
    const done = await world.apply({ number, hash: (await world.plan(number)).hash })
    expect(wordOf(done)).toBe('verified')
    expect(await world.inBilling('a1')).toBe('ada@new pro')
    if (!('attempt' in done)) throw new Error('not begun')
    expect(wordOf(await undoRemedy(world.context, { attempt: done.attempt.id, actor: ANN }))).toBe('applied')
    expect(await world.inBilling('a1')).toBe('ada@old pro')
  })

  test('trap 85: a change in a transaction that is still open at the time is waited for, and not overwritten', async () => {
    const { number } = await world.given('b1', differing)
    const other = await mysql.createConnection({ uri: billing.url })
    try {
      await other.query('begin')
      await other.query(`update accounts set contact = 'ada@else' where ref = 'b1'`)
      const applying = world.apply({ number })
      await waitsForLock()
      await other.query('commit')
      const outcome = await applying
      expect([wordOf(outcome), saidOf(outcome)]).toEqual(['refused', 'contact changed meanwhile'])
    } finally {
      await other.end()
    }
    expect(await world.inBilling('b1')).toBe('ada@else pro')
  })

  test('a record that came meanwhile is not written over', async () => {
    const { number } = await world.given('b2', { crm: differing.crm, accounts: null })
    const other = await mysql.createConnection({ uri: billing.url })
    try {
      await other.query('begin')
      await other.query(`insert into accounts values ('b2', 'ada@else', 'pro')`)
      const applying = world.apply({ number, remedy: 'insert' })
      await waitsForLock()
      await other.query('commit')
      expect(wordOf(await applying)).toBe('refused')
    } finally {
      await other.end()
    }
    expect(await world.inBilling('b2')).toBe('ada@else pro')
    const missing = await world.given('b3', { crm: differing.crm, accounts: null })
    expect(wordOf(await world.apply({ number: missing.number, remedy: 'insert' }))).toBe('verified')
  })

  test.each([
    ["o'hara", `x'); drop table accounts; --`],
    ['back\\slash', '\\'],
    ['"quoted"', '? :key `x` {crm.email}'],
    ['ünïcode 😀', 'émail\u2028\r\n\t%s'],
  ])('trap 85: values are values, whatever they look like: %j', async (key, email) => {
    const { number } = await world.given(key, {
      crm: { email, plan: null },
      accounts: { email: null, plan: null },
    })
    expect(wordOf(await world.apply({ number }))).toBe('verified')
    expect(await world.inBilling(key)).toBe(`${email} null`)
  })

  test('several records are rolled back; one that already shows it counts as found', async () => {
    await billing.query(`insert into accounts values ('many1', 'x', 'y')`)
    const { number } = await world.given('c1', differing)
    const many = await world.apply({ number, remedy: 'many' })
    expect([wordOf(many), saidOf(many)]).toEqual([
      'refused',
      'the statement found 2 records and may change one alone, so it was rolled back',
    ])
    expect([await world.inBilling('c1'), await world.inBilling('many1')]).toEqual(['ada@old pro', 'x y'])
    const same = await world.apply({ number, remedy: 'same' })
    expect([wordOf(same), saidOf(same)]).toEqual([
      'unverified',
      'It was done, and the sides still do not agree',
    ])
  })

  test('a table that cannot roll back is refused, and so is what a trigger refuses', async () => {
    const { number } = await world.given('m1', differing)
    const elsewhere = await world.apply({ number, remedy: 'elsewhere' })
    expect([wordOf(elsewhere), saidOf(elsewhere)]).toEqual([
      'failed',
      'billing: the table "old_accounts" has the engine MyISAM, which cannot roll back; alter it to InnoDB, or write http',
    ])
    expect(await billing.query(`select contact from old_accounts where ref = 'm1'`)).toEqual([
      { contact: 'x' },
    ])
    const raising = await world.given('m2', {
      crm: { email: 'raise', plan: 'pro' },
      accounts: differing.accounts,
    })
    const raised = await world.apply({ number: raising.number })
    expect([wordOf(raised), saidOf(raised)]).toEqual([
      'failed',
      'billing: a trigger or a function of the database refused it; the server says 1644',
    ])
  })

  test('a login that may only read, a wrong one and a statement that takes too long change nothing', async () => {
    await billing.query(
      `create user reader@'127.0.0.1' identified by 'read'; grant select on *.* to reader@'127.0.0.1'`,
    )
    const { number } = await world.given('n1', differing)
    const apply = async (
      to: { writeUrl?: string; statementTimeoutSeconds?: number },
      remedy = 'copy_email',
    ) => {
      const { settings } = world.context
      const source = { ...settings.sources.billing, ...to } as Context['settings']['sources'][string]
      const sources = { ...settings.sources, billing: source }
      const context = { ...world.context, settings: { ...settings, sources } }
      return await applyRemedy(context, { number, remedy, actor: ANN })
    }
    const url = new URL(billing.url)
    url.username = 'reader'
    url.password = 'read'
    const reading = await apply({ writeUrl: url.href })
    expect([wordOf(reading), saidOf(reading)]).toEqual([
      'failed',
      'billing: the login of `write` lacks a right: grant it SELECT and UPDATE on the table, and what the statement needs; the server says 1142',
    ])
    url.password = 'wr0ng-pw'
    const wrong = await apply({ writeUrl: url.href })
    expect(wordOf(wrong)).toBe('failed')
    expect(saidOf(wrong)).toContain('billing (write): cannot connect')
    expect(saidOf(wrong)).not.toContain('wr0ng-pw')
    await world.given('n2', differing)
    const slow = await apply({ statementTimeoutSeconds: 1 }, 'sleeps')
    expect(wordOf(slow)).toBe('failed')
    expect(await world.inBilling('n1')).toBe('ada@old pro')
  })

  async function waitsForLock(): Promise<void> {
    for (;;) {
      const rows = await billing.query(
        `select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`,
      )
      if (rows.length > 0) return
      // Asked more often, the server answers what it answered before.
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
})
