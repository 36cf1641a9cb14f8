import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Directory } from '../../src/domain/directory.ts'
import { applyRemedy } from '../../src/operations/apply-remedy.ts'
import { concludeAttempts } from '../../src/operations/conclude-attempts.ts'
import type { Context } from '../../src/operations/context.ts'
import { armAttempt, insertAttempt, listAttempts } from '../../src/store/remedy-attempts.ts'
import { ANN, COPY_EMAIL, openRemedies, type RemedyWorld, saidOf, wordOf } from './open-remedies.ts'

const GATED = `
      gated:
        title: gated
        sql: { side: billing, statement: "update accounts set contact = :crm.email, plan = 'gate' where ref = :key" }`

let world: RemedyWorld
beforeAll(async () => {
  world = await openRemedies(`${COPY_EMAIL}${GATED}`)
  await world.server.query(`
    create table gate (id int); insert into gate values (1);
    create function pass() returns trigger language plpgsql as $$
      begin if new.plan = 'gate' then update gate set id = id; end if; return new; end $$;
    create trigger pass after update on accounts for each row execute function pass()`)
})
afterAll(async () => await world?.close())

const differing = { crm: { email: 'ada@new', plan: 'pro' }, accounts: { email: 'ada@old', plan: 'pro' } }

/** The same world with another login for writing, or less patience. */
function applyWith(
  change: { readonly writeUrl?: string; readonly statementTimeoutSeconds?: number },
  request: { readonly number: number },
) {
  const { settings } = world.context
  const billing = { ...settings.sources.billing, ...change } as Context['settings']['sources'][string]
  const context = { ...world.context, settings: { ...settings, sources: { ...settings.sources, billing } } }
  return applyRemedy(context, { remedy: 'copy_email', actor: ANN, ...request })
}

test('a login that may only read, and a wrong one, change nothing; no password is told', async () => {
  await world.server.query(
    `create role reader login password 'read'; grant select on accounts to reader; create role guest login password 'x'`,
  )
  const { number } = await world.given('q1', differing)
  const as = (user: string, password: string) => {
    const url = new URL(world.server.url)
    url.username = user
    url.password = password
    return applyWith({ writeUrl: url.href }, { number })
  }
  const reading = await as('reader', 'read')
  expect([wordOf(reading), saidOf(reading)]).toEqual([
    'failed',
    'billing: the login for writing lacks a right: grant it SELECT and UPDATE on the table, and what the statement needs; the server says 42501',
  ])
  const wrong = await as('reader', 'wr0ng-pw')
  expect(wordOf(wrong)).toBe('failed')
  expect(saidOf(wrong)).toContain('billing (write): cannot connect to 127.0.0.1')
  expect(saidOf(wrong)).not.toContain('wr0ng-pw')
  expect(await world.inBilling('q1')).toBe('ada@old pro')
})

test('an attempt that was concluded meanwhile is not done any more', async () => {
  const { number } = await world.given('q3', differing)
  const { db, now } = world.context
  await insertAttempt(db, {
    ...{
      id: 'slow',
      number,
      reconciliation: 'customers',
      remedy: 'copy_email',
      state: 'running',
      actor: ANN,
    },
    ...{ approvedAt: now(), bulk: null, runId: null, undoes: null, side: 'billing', key: { id: 'q3' } },
    ...{ before: { email: 'ada@old' }, hash: '', leaseUntil: now() },
  })
  expect(wordOf(await world.apply({ number }))).toBe(`not begun: another remedy of #${number} is under way`)
  expect(await concludeAttempts(world.context)).toBe(1)
  const leaseUntil = new Date(now().getTime() + 60_000)
  expect(await armAttempt(db, { id: 'slow', now: now(), leaseUntil, after: null })).toBe(false)
  expect((await listAttempts(db, { number }))[0]).toMatchObject({
    state: 'failed',
    said: 'It was not done: the process that did it stopped before',
  })
  expect(wordOf(await world.apply({ number }))).toBe('verified')
})

test('who may fix, and whom the remedy names, are asked of Slack at the time', async () => {
  const { number } = await world.given('q4', differing)
  const [customers] = world.context.settings.reconciliations
  const remedies = customers!.remedies!.map((one) => ({ ...one, approve: ['@leads'] }))
  const directory = {
    standingOf: async () => ({ known: 'member' as const }),
    membersOf: async (group: string) => ({
      known: new Set(group === '@leads' ? ['U1LEAD'] : ['U1LEAD', 'U2CLERK']),
    }),
  } as unknown as Directory
  const reconciliations = [
    { ...customers!, remedies, triage: { ...customers!.triage, may: { fix: ['@finance'] } } },
  ]
  const context = { ...world.context, directory, settings: { ...world.context.settings, reconciliations } }
  const as = async (id: string) =>
    await applyRemedy(context, {
      number,
      remedy: 'copy_email',
      actor: { kind: 'person', id, surface: 'slack' },
    })
  expect(await as('U2CLERK')).toMatchObject({
    forbidden: { action: 'fix', because: 'not-named', who: ['@leads'] },
  })
  expect(wordOf(await as('U1LEAD'))).toBe('verified')
})

test('a record that stays locked is not waited for longer than allowed', async () => {
  const { number } = await world.given('q2', differing)
  const other = new pg.Client({ connectionString: world.server.url })
  await other.connect()
  try {
    await other.query(`begin; select 1 from accounts where ref = 'q2' for update`)
    const outcome = await applyWith({ statementTimeoutSeconds: 1 }, { number })
    expect([wordOf(outcome), saidOf(outcome)]).toEqual([
      'failed',
      'billing: something else holds the record locked: try again later; the server says 55P03',
    ])
  } finally {
    await other.end()
  }
})

test('where it and another transaction wait for each other nothing is changed', async () => {
  const { number } = await world.given('q5', differing)
  const other = new pg.Client({ connectionString: world.server.url })
  await other.connect()
  try {
    await other.query('begin; update gate set id = id')
    const applying = world.apply({ number, remedy: 'gated' })
    await world.waitsForLock()
    // Ours waited first, so the server notices it there first.
    await other.query(`update accounts set plan = 'other' where ref = 'q5'`)
    const outcome = await applying
    expect([wordOf(outcome), saidOf(outcome)]).toEqual([
      'failed',
      'billing: it and another transaction waited for each other: try again; the server says 40P01',
    ])
    await other.query('commit')
  } finally {
    await other.end()
  }
  expect(await world.inBilling('q5')).toBe('ada@old other')
})
