import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setRemedyState } from '../../src/operations/set-remedy-state.ts'
import { undoRemedy } from '../../src/operations/undo-remedy.ts'
import { listAttempts } from '../../src/store/remedy-attempts.ts'
import { ANN, COPY_EMAIL, openRemedies, type RemedyWorld, saidOf, TIMER, wordOf } from './open-remedies.ts'

const sql = (name: string, statement: string, more = '') => `
      ${name}:
        title: ${name}
        sql: { side: billing, statement: "${statement}" }
        ${more}`

const REMEDIES = [
  COPY_EMAIL,
  sql(
    'insert',
    'insert into accounts values (:key, :crm.email, :crm.plan)',
    'when: { kind: missing }\n        reverse: { sql: { side: billing, statement: "delete from accounts where ref = :key" } }',
  ),
  sql('none', "update accounts set contact = :crm.email where ref = :key and contact = 'else'"),
  sql('many', "update accounts set contact = :crm.email where ref = :key or ref like 'many%'"),
  sql('wrong', "update accounts set plan = 'other' where ref = :key"),
  sql('raises', "update accounts set contact = :crm.email, plan = 'raise' where ref = :key"),
  sql('cast', 'update accounts set contact = :crm.email where ref::int = :key::int'),
  sql('trial', 'update accounts set contact = :crm.email where ref = :key', 'dryRun: true'),
  sql('few', 'update accounts set contact = :crm.email where ref = :key', 'limit: { run: 1, day: 2 }'),
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

test('a fix is done, proven on all sides, and resolves; another click does nothing', async () => {
  const { number } = await world.given('a1', differing)
  const plan = await world.plan(number)
  expect(plan).toMatchObject({
    refused: null,
    side: 'billing',
    before: { email: 'ada@old' },
    after: { email: 'ada@new' },
  })
  expect(plan.shown).toEqual([
    {
      label: 'Statement',
      text: 'update accounts set contact = :crm.email where ref = :key',
      isSensitive: false,
    },
    { label: ':crm.email', text: 'ada@new', isSensitive: true },
    { label: ':key', text: 'a1', isSensitive: false },
  ])
  const done = await world.apply({ number, hash: plan.hash, version: plan.discrepancy.version })
  expect(wordOf(done)).toBe('verified')
  expect(await world.inBilling('a1')).toBe('ada@new pro')
  expect(await world.now(number)).toMatchObject({
    status: 'resolved',
    statusBy: ANN,
    resolution: { reason: 'remedy', check: { word: 'agreed' } },
  })
  expect(await world.history(number)).toEqual(['opened', 'attempted verified', 'resolved remedy'])
  expect(wordOf(await world.apply({ number, hash: plan.hash }))).toBe(`not begun: #${number} is resolved`)
  expect(JSON.stringify(world.logged)).not.toContain('ada@')
})

test('of two who apply at once one does', async () => {
  const { number } = await world.given('c1', differing)
  const words = (await Promise.all([world.apply({ number }), world.apply({ number })])).map(wordOf)
  expect(words.filter((word) => word === 'verified')).toHaveLength(1)
  expect(words.filter((word) => word.startsWith('not begun'))).toHaveLength(1)
})

test('a record that is missing is inserted, unless it came meanwhile', async () => {
  const first = await world.given('d1', { crm: differing.crm, accounts: null })
  const outcome = await world.apply({ number: first.number, remedy: 'insert' })
  expect(wordOf(outcome)).toBe('verified')
  expect(await world.inBilling('d1')).toBe('ada@new pro')
  const second = await world.given('d2', { crm: differing.crm, accounts: null })
  const other = new pg.Client({ connectionString: world.server.url })
  await other.connect()
  try {
    await other.query(`begin; insert into accounts values ('d2', 'ada@else', 'pro')`)
    const applying = world.apply({ number: second.number, remedy: 'insert' })
    await world.waitsForLock()
    await other.query('commit')
    expect(wordOf(await applying)).toBe('refused')
  } finally {
    await other.end()
  }
  expect(await world.inBilling('d2')).toBe('ada@else pro')
})

test('a statement that finds no record, or several, is rolled back', async () => {
  const { number } = await world.given('e1', differing)
  await world.server.query(`insert into accounts values ('many1', 'x', 'y'), ('many2', 'x', 'y')`)
  const none = await world.apply({ number, remedy: 'none' })
  expect([wordOf(none), saidOf(none)]).toEqual([
    'refused',
    'the statement found 0 records and may change one alone, so it was rolled back',
  ])
  const many = await world.apply({ number, remedy: 'many' })
  expect([wordOf(many), saidOf(many)]).toEqual([
    'refused',
    'the statement found 3 records and may change one alone, so it was rolled back',
  ])
  expect([await world.inBilling('e1'), await world.inBilling('many1')]).toEqual(['ada@old pro', 'x y'])
})

test('a try changes nothing, and says that it would have', async () => {
  const { number } = await world.given('g1', differing)
  const tried = await world.apply({ number, remedy: 'trial' })
  expect(tried).toMatchObject({
    attempt: { state: 'dry-run', before: { email: 'ada@old' }, after: { email: 'ada@new' } },
  })
  expect(await world.inBilling('g1')).toBe('ada@old pro')
  expect(await world.now(number)).toMatchObject({ status: 'new' })
})

test('no more attempts are begun than the limits say, together and within a day', async () => {
  const numbers: number[] = []
  for (const key of ['h1', 'h2', 'h3', 'h4']) numbers.push((await world.given(key, differing)).number)
  const apply = async (at: number, bulk?: string) =>
    wordOf(await world.apply({ number: numbers[at]!, remedy: 'few', ...(bulk ? { bulk } : {}) }))
  expect(await apply(0, 'bulk-1')).toBe('verified')
  expect(await apply(1, 'bulk-1')).toContain('limit.run is 1')
  expect(
    (await Promise.all([apply(1), apply(2), apply(3)])).filter((word) => word === 'verified'),
  ).toHaveLength(1)
  const refused = [await world.plan(numbers[2]!, 'few'), await world.plan(numbers[3]!, 'few')]
  // Whichever came through says that it is resolved.
  expect(refused.map((plan) => plan.refused).join()).toContain('limit.day is 2')
  world.clock.aheadMs = 25 * 3_600_000
  expect(
    [await apply(1), await apply(2), await apply(3)].filter((word) => word === 'verified').length,
  ).toBeGreaterThan(0)
  world.clock.aheadMs = 0
})

test('what was fixed can be taken back while the record shows it, and is open again', async () => {
  const { number } = await world.given('i1', differing)
  const fixed = await world.apply({ number })
  if (!('attempt' in fixed)) throw new Error('not begun')
  const undone = await undoRemedy(world.context, { attempt: fixed.attempt.id, actor: ANN })
  expect(wordOf(undone)).toBe('applied')
  expect(await world.inBilling('i1')).toBe('ada@old pro')
  expect(await world.now(number)).toMatchObject({ status: 'new' })
  expect((await listAttempts(world.context.db, { number })).map(({ state }) => state)).toEqual([
    'applied',
    'undone',
  ])
  expect(await world.history(number)).toEqual([
    'opened',
    'attempted verified',
    'resolved remedy',
    'attempted undone',
    'reopened',
  ])
  expect(wordOf(await undoRemedy(world.context, { attempt: fixed.attempt.id, actor: ANN }))).toBe(
    'not begun: it was taken back already',
  )
})

test('what was fixed and changed since is not taken back, nor an insert of which something changed', async () => {
  const { number } = await world.given('i2', { crm: differing.crm, accounts: null })
  const fixed = await world.apply({ number, remedy: 'insert' })
  if (!('attempt' in fixed)) throw new Error('not begun')
  expect(fixed.attempt).toMatchObject({ before: null, after: { email: 'ada@new', plan: 'pro' } })
  await world.server.query(`update accounts set plan = 'free' where ref = 'i2'`)
  const undo = () => undoRemedy(world.context, { attempt: fixed.attempt.id, actor: ANN })
  expect(wordOf(await undo())).toBe('not begun: billing does not show any more what the fix left there')
  await world.server.query(`update accounts set plan = 'pro' where ref = 'i2'`)
  expect(wordOf(await undo())).toBe('applied')
  expect(await world.inBilling('i2')).toBeNull()
})

test('by itself only where somebody switched that on, after enough approved fixes were verified', async () => {
  const names = { reconciliation: 'customers', remedy: 'copy_email', actor: ANN }
  const { number } = await world.given('j1', differing)
  expect(wordOf(await world.apply({ number, actor: TIMER }))).toBe(
    'not begun: nobody switched the remedy "copy_email" on by itself',
  )
  expect(await setRemedyState(world.context, { ...names, remedy: 'none', to: 'auto' })).toMatchObject({
    refused: expect.stringContaining('approve is not auto'),
  })
  expect(await setRemedyState(world.context, { ...names, to: 'auto' })).toMatchObject({
    state: { autoBy: ANN },
  })
  expect(wordOf(await world.apply({ number, actor: TIMER }))).toBe('verified')
  expect(await world.now(number)).toMatchObject({
    status: 'resolved',
    statusBy: TIMER,
    resolution: { reason: 'remedy' },
  })
})

test('three failures in a row switch it off and tell the channel; somebody switches it on again', async () => {
  for (const key of ['k1', 'k2', 'k3']) {
    const { number } = await world.given(key, differing)
    await world.apply({ number, remedy: 'cast' })
  }
  const { number } = await world.given('k4', differing)
  expect((await world.plan(number, 'cast')).refused).toContain('is switched off since')
  expect(wordOf(await world.apply({ number, remedy: 'cast' }))).toContain('is switched off since')
  const tracker = new pg.Client({ connectionString: world.databaseUrl })
  await tracker.connect()
  const { rows } = await tracker.query(`select tag from outbox where about ->> 'kind' = 'remedy-off'`)
  await tracker.end()
  expect(rows).toHaveLength(1)
  const names = { reconciliation: 'customers', remedy: 'cast', actor: ANN }
  expect(await setRemedyState(world.context, { ...names, to: 'on' })).toMatchObject({
    state: { offSince: null, failures: 0 },
  })
  expect((await world.plan(number, 'cast')).refused).toBeNull()
})

test('what a remedy is not meant for, and what agrees by now, is not begun', async () => {
  const { number } = await world.given('l1', {
    crm: { email: 'x', plan: 'pro' },
    accounts: { email: 'x', plan: 'free' },
  })
  expect((await world.plan(number)).refused).toBe(
    `the remedy "copy_email" is not meant for what #${number} shows now`,
  )
  expect((await world.plan(number, 'insert')).refused).toContain('is not meant')
  await world.server.query(`update accounts set plan = 'pro' where ref = 'l1'`)
  expect((await world.plan(number, 'none')).refused).toBe('the sides agree now')
  await expect(world.plan(number, 'copy_mail')).rejects.toThrow('Customers has no remedy "copy_mail"')
})
