import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { COPY_EMAIL, openRemedies, type RemedyWorld, saidOf, wordOf } from '../operations/open-remedies.ts'
import { trap } from './trap.ts'

const sql = (name: string, statement: string) => `
      ${name}:
        title: ${name}
        sql: { side: billing, statement: "${statement}" }`
const REMEDIES = [
  COPY_EMAIL,
  sql('wrong', "update accounts set plan = 'other' where ref = :key"),
  sql('raises', "update accounts set contact = :crm.email, plan = 'raise' where ref = :key"),
].join('')

let world: RemedyWorld
beforeAll(async () => {
  world = await openRemedies(REMEDIES)
  await world.server.query(`
    create function refuse() returns trigger language plpgsql as $$
      begin if new.plan = 'raise' then raise exception 'no: %', new.contact; end if; return new; end $$;
    create trigger refuse before update on accounts for each row execute function refuse();`)
})
afterAll(async () => await world?.close())

const differing = { crm: { email: 'ada@new', plan: 'pro' }, accounts: { email: 'ada@old', plan: 'pro' } }

trap(
  85,
  {
    title: 'what changed after the approval is not overwritten, nor is it where its source changed',
    proves: 'lifecycle: attempt',
  },
  async () => {
    const { number } = await world.given('b1', differing)
    const { hash } = await world.plan(number)
    await world.server.query(`update accounts set contact = 'ada@else' where ref = 'b1'`)
    const changed = 'not begun: the sides show other values than those you looked at'
    expect(wordOf(await world.apply({ number, hash }))).toBe(changed)
    expect(wordOf(await world.apply({ number }))).toContain('other values than the last run saw')
    await world.server.query(
      `update accounts set contact = 'ada@old' where ref = 'b1'; update crm set email = 'ada@newer' where id = 'b1'`,
    )
    expect(wordOf(await world.apply({ number, hash }))).toBe(changed)
    expect(await world.inBilling('b1')).toBe('ada@old pro')
    expect(await world.now(number)).toMatchObject({ status: 'new' })
  },
)

trap(
  85,
  {
    title: 'a change that is not committed yet is waited for, and not overwritten',
    proves: 'lifecycle: attempt',
  },
  async () => {
    const { number } = await world.given('b2', differing)
    const other = new pg.Client({ connectionString: world.server.url })
    await other.connect()
    try {
      await other.query(`begin; update accounts set contact = 'ada@else' where ref = 'b2'`)
      const applying = world.apply({ number })
      await world.waitsForLock()
      await other.query('commit')
      const outcome = await applying
      expect([wordOf(outcome), saidOf(outcome)]).toEqual(['refused', 'contact changed meanwhile'])
    } finally {
      await other.end()
    }
    expect(await world.inBilling('b2')).toBe('ada@else pro')
    expect(await world.history(number)).toEqual(['opened', 'attempted refused'])
  },
)

trap(
  85,
  {
    title: 'a fix is proven by comparing all sides; done twice, it is done once',
    proves: 'lifecycle: attempt, resolve',
  },
  async () => {
    const { number } = await world.given('c1', differing)
    const { hash } = await world.plan(number)
    const clicks = await Promise.all([world.apply({ number, hash }), world.apply({ number, hash })])
    expect(clicks.filter((outcome) => 'attempt' in outcome).map(wordOf)).toEqual(['verified'])
    expect(wordOf(await world.apply({ number, hash }))).toBe(`not begun: #${number} is resolved`)
    expect(await world.history(number)).toEqual(['opened', 'attempted verified', 'resolved remedy'])
  },
)

trap(
  85,
  {
    title: 'a fix that does not help, or fails, leaves it open, and tells no value',
    proves: 'lifecycle: attempt',
  },
  async () => {
    const { number } = await world.given('f1', differing)
    const wrong = await world.apply({ number, remedy: 'wrong' })
    expect([wordOf(wrong), saidOf(wrong)]).toEqual([
      'unverified',
      'It was done, and the sides still do not agree',
    ])
    const raised = await world.apply({ number, remedy: 'raises' })
    expect([wordOf(raised), saidOf(raised)]).toEqual([
      'failed',
      'billing: a trigger or a function of the database refused it; the server says P0001',
    ])
    expect(await world.now(number)).toMatchObject({ status: 'new' })
    expect(await world.inBilling('f1')).toBe('ada@old other')
  },
)

trap(
  85,
  { title: 'keys and values are values, whatever they look like', proves: 'lifecycle: attempt, resolve' },
  async () => {
    for (const [key, email] of HOSTILE) {
      const { number } = await world.given(key, {
        crm: { email, plan: null },
        accounts: { email: null, plan: null },
      })
      expect([key, wordOf(await world.apply({ number }))]).toEqual([key, 'verified'])
      expect(await world.inBilling(key)).toBe(`${email} null`)
    }
  },
)

const HOSTILE = [
  ["o'hara", `x'); drop table accounts; --`],
  ['back\\slash', '\\'],
  ['"quoted"', '$1 :key $$ {crm.email}'],
  [' blank ', 'émail\u2028\r\n\t%s'],
] as const
