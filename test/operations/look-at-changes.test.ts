import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeVerified } from '../../src/operations/describe-verified.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listRuns } from '../../src/store/runs.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'

const CONFIG = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
  files: { type: files, path: mailer.csv }
reconciliations:
  customers:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
    fields: { balance: decimal }
    changes: { overlap: 5m }
  unswept:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
    fields: { balance: decimal }
    missing: { grace: 30m }
    changes: { overlap: 5m, sweep: false }
  three:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
      mailer: { source: files, key: ref, updatedAt: changed_at }
    keys: { id: { type: integer, trim: true, stripPrefix: { mailer: "M-" } } }
    fields: { balance: decimal }
  mapped:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      parts:
        source: db
        table: parts
        key: account
        via: { source: db, table: accounts, from: account, to: id }
        updatedAt: changed_at
        groupBy: { balance: sum }
    fields: { balance: { type: decimal, tolerance: 0 } }
  untold:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id }
    fields: { balance: decimal }
`

const changed: Scope = { kind: 'changed' }
const everything: Scope = { kind: 'everything' }

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
  const table = (name: string) =>
    `create table ${name} (id bigint, balance numeric(12,2), changed_at timestamptz)`
  await postgres.query(
    `${table('crm')}; ${table('billing')}; create table accounts (account text, id text);
     create table parts (account text, part int, balance numeric(12,2), changed_at timestamptz)`,
  )
})
afterAll(async () => await postgres?.close())

describe.each(['embedded', 'server'] as const)('runs of changes, %s tracker', (kind) => {
  let files: TrackedFiles
  let now: Date
  let context: Context

  beforeAll(async () => {
    let databaseUrl: string | null = null
    if (kind === 'server') {
      await postgres.query('create database tracker')
      databaseUrl = postgres.url.replace(/postgres$/, 'tracker')
    }
    files = await openTrackedFiles({ config: CONFIG, variables: { DB_URL: postgres.url }, databaseUrl })
    context = { ...files.context, now: () => now }
  })
  afterAll(async () => await files?.close())

  beforeEach(async () => {
    now = at('12:00')
    await postgres.query('truncate crm, billing, parts, accounts')
    for (const table of ['watermarks', 'runs', 'discrepancies', 'outbox'])
      await files.context.db.execute(sql.raw(`delete from ${table}`))
    for (const id of [1, 2, 3, 4]) await put('crm, billing', id, 10, '11:00')
  })

  const run = (scope: Scope, name = 'customers', within: Context = context) =>
    runReconciliation(within, { name, scope, trigger: 'cli', requestedBy: 'ada' })

  /** What is open, as `missing 3` or `mismatch 1`. */
  async function open(): Promise<string[]> {
    const { discrepancies } = await listDiscrepancies(context, { limit: 1000, offset: 0 })
    return discrepancies.map(({ finding }) => `${finding.kind} ${finding.key.id}`).sort()
  }

  const verified = async (name = 'customers') => {
    const reconciliation = context.settings.reconciliations.find((each) => each.name === name)!
    return await describeVerified(context, reconciliation)
  }

  /** A full run at noon, then a quarter past. */
  async function begin(name = 'customers'): Promise<void> {
    await run(everything, name)
    now = at('12:15')
  }

  test('the first one is a full run that says why, and then only keys that changed are looked at', async () => {
    const first = await run(changed)
    expect(first.run.scope).toEqual({ kind: 'everything', because: 'no run has set a watermark yet' })
    expect(first.comparison.summary.counts.matched).toBe(4)
    now = at('12:15')
    await put('billing', 2, 11, '12:10')
    const second = await run(changed)
    expect(second.run.scope).toEqual({
      kind: 'changed',
      since: { crm: iso('10:55'), billing: iso('10:55') },
      keys: 4,
      rows: { crm: 4, billing: 4 },
    })
    now = at('12:30')
    const third = await run(changed)
    // Crm's newest is still of 11:00, so its four are within the overlap; billing has moved on.
    expect(third.run.scope).toMatchObject({ since: { crm: iso('10:55'), billing: iso('12:05') } })
    expect(await open()).toEqual(['mismatch 2'])
  })

  test('a change on one side alone is found and its repair resolves it', async () => {
    await put('crm, billing', 9, 1, '11:50')
    await begin()
    await put('crm', 2, 99, '12:05')
    const found = await run(changed)
    expect(found.changes).toEqual({ opened: 1, seenAgain: 0, reopened: 0, resolved: 0 })
    // Within the overlap of 11:50 only 9 and 2 changed: 1, 3 and 4 were not read.
    expect(found.run.scope).toMatchObject({ keys: 2 })
    expect(found.comparison.summary.sides).toMatchObject({ crm: { rows: 2 }, billing: { rows: 2 } })
    now = at('12:30')
    await put('billing', 2, 99, '12:20')
    expect((await run(changed)).changes).toMatchObject({ resolved: 1 })
  })

  test('a late commit with an older time inside the overlap is found', async () => {
    await put('crm', 1, 10, '11:58')
    await begin()
    await put('crm', 2, 99, '11:54')
    expect((await run(changed)).changes.opened).toBe(1)
  })

  test('a late commit from before the overlap is left to the deep scan', async () => {
    await put('crm, billing', 1, 10, '11:58')
    await begin()
    await put('crm', 2, 99, '11:52')
    expect((await run(changed)).changes.opened).toBe(0)
    expect((await run(everything)).changes.opened).toBe(1)
  })

  test('a change at the very time of the watermark is found', async () => {
    await put('crm, billing', 1, 10, '11:58')
    await put('crm, billing', 2, 10, '11:58')
    await begin()
    await put('crm', 2, 99, '11:58')
    expect((await run(changed)).changes.opened).toBe(1)
  })

  test('a delete on one side is found by the sweep, a delete on both needs nobody', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await begin()
    await postgres.query('delete from billing where id in (2, 3); delete from crm where id = 3')
    const found = await run(changed)
    expect(await open()).toEqual(['missing 2'])
    expect(found.run.scope).toMatchObject({ keys: 2, rows: { crm: 4, billing: 3 } })
    now = at('12:30')
    await postgres.query('delete from crm where id = 2')
    expect((await run(changed)).changes.resolved).toBe(1)
    expect((await run(everything)).changes).toEqual({ opened: 0, seenAgain: 0, reopened: 0, resolved: 0 })
  })

  test('a duplicate that comes without a change is found by the sweep', async () => {
    await begin()
    await postgres.query(`insert into crm values (2, 10, '2026-11-01')`)
    await run(changed)
    expect(await open()).toEqual(['duplicate 2'])
  })

  test('a record without a usable key is found, and resolved by a full run', async () => {
    await begin()
    await postgres.query(`insert into crm values (null, 10, '2026-11-21 12:05Z')`)
    const found = await run(changed)
    expect(found.comparison.summary.counts.invalid).toBe(1)
    expect(await open()).toEqual(['invalid null'])
    await postgres.query('delete from crm where id is null')
    expect((await run(changed)).changes.resolved).toBe(0)
    expect((await run(everything)).changes.resolved).toBe(1)
  })

  test('without a sweep a delete is left to the deep scan', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await begin('unswept')
    await postgres.query('delete from billing where id = 2')
    expect((await run(changed, 'unswept')).changes.opened).toBe(0)
    expect((await run(everything, 'unswept')).changes.opened).toBe(1)
  })

  test('without a sweep a record that was too young to be missing is looked at again when it is old enough', async () => {
    await begin('unswept')
    await put('crm', 5, 1, '12:10')
    expect((await run(changed, 'unswept')).changes.opened).toBe(0)
    for (const time of ['12:25', '12:38']) {
      now = at(time)
      await put('crm, billing', 1, 10, time)
      expect((await run(changed, 'unswept')).changes.opened).toBe(0)
    }
    now = at('12:45')
    expect((await run(changed, 'unswept')).changes.opened).toBe(1)
  })

  test('a change that does not move its time is found by the deep scan only', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await begin()
    await postgres.query('update crm set balance = 99 where id = 2')
    expect((await run(changed)).changes.opened).toBe(0)
    expect((await run(everything)).changes.opened).toBe(1)
  })

  test('a record that tells no time is always looked at', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await put('crm', 2, 10, null)
    await begin()
    await postgres.query('update crm set balance = 99 where id = 2')
    expect((await run(changed)).changes.opened).toBe(1)
  })

  test('a side that tells no time at all is read whole', async () => {
    await postgres.query('update crm set changed_at = null')
    await begin()
    await postgres.query('update crm set balance = 99 where id = 2')
    const found = await run(changed)
    expect(found.run.scope).toMatchObject({ since: { billing: iso('10:55') }, keys: 4 })
    expect(found.changes.opened).toBe(1)
  })

  test('an open discrepancy that was repaired without a change of time is read again and resolved', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await put('crm', 2, 99, '11:00')
    await begin()
    expect(await open()).toEqual(['mismatch 2'])
    await postgres.query('update crm set balance = 10 where id = 2')
    expect((await run(changed)).changes.resolved).toBe(1)
  })

  test('what a person called fixed is read again once, and comes back if it is not', async () => {
    await put('crm, billing', 9, 1, '11:59')
    await put('crm', 2, 99, '11:00')
    const { discrepancies } = await run(everything)
    now = at('12:10')
    const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
    await triageDiscrepancy(context, {
      number: discrepancies[0]!.number,
      action: 'resolve',
      actor,
      reason: 'fixed',
    })
    now = at('12:15')
    expect((await run(changed)).changes.reopened).toBe(1)
  })

  test('a time in the future does not hide what changes until then', async () => {
    await put('crm', 4, 10, '23:00')
    await begin()
    await put('crm', 2, 99, '12:05')
    expect((await run(changed)).changes.opened).toBe(1)
    expect((await verified()).watermarks.crm).toEqual(at('12:05'))
  })

  test('a source that fails leaves the watermarks where they are', async () => {
    await begin()
    const before = await verified()
    expect(before.through).toEqual(at('10:55'))
    await put('crm', 2, 99, '12:10')
    await postgres.query('alter table billing rename to gone')
    try {
      await expect(run(changed)).rejects.toMatchObject({ code: expect.stringMatching(/^source|config/) })
    } finally {
      await postgres.query('alter table gone rename to billing')
    }
    expect(await verified()).toEqual(before)
    expect((await listRuns(context.db, { limit: 1 }))[0]).toMatchObject({ state: 'failed', scope: changed })
    expect((await run(changed)).changes.opened).toBe(1)
  })

  test('a run that was stopped moves nothing', async () => {
    await begin()
    const before = await verified()
    await put('crm', 2, 99, '12:10')
    const stop = new AbortController()
    const stopping: Context = {
      ...context,
      signal: stop.signal,
      connect: async (source) => {
        stop.abort()
        return await context.connect(source)
      },
    }
    await expect(run(changed, 'customers', stopping)).rejects.toMatchObject({ code: 'run-stopped' })
    expect(await verified()).toEqual(before)
  })

  test('after a change of the config everything is compared once, and the status knows nothing before', async () => {
    await begin()
    const settings = {
      ...context.settings,
      reconciliations: context.settings.reconciliations.map((each) =>
        each.name === 'customers'
          ? { ...each, fields: each.fields.map((field) => ({ ...field, emptyIsNull: true })) }
          : each,
      ),
    }
    const other: Context = { ...context, settings }
    const fields = settings.reconciliations[0]!
    expect((await describeVerified(other, fields)).through).toBeNull()
    const full = await run(changed, 'customers', other)
    expect(full.run.scope).toEqual({ kind: 'everything', because: 'the config changed since the last run' })
    expect((await run(changed, 'customers', other)).run.scope.kind).toBe('changed')
    expect((await describeVerified(other, fields)).through).toEqual(at('10:55'))
    // Whom it tells, and when it runs, is no matter.
    const told = { ...fields, title: 'Others', schedule: { cron: '0 * * * *', zone: 'UTC' } }
    const retold: Context = { ...other, settings: { ...settings, reconciliations: [told] } }
    expect((await run(changed, 'customers', retold)).run.scope.kind).toBe('changed')
  })

  test('a run of keys or of nothing new moves no watermark back, and a full run that is older does not either', async () => {
    await put('crm, billing', 1, 10, '11:58')
    await begin()
    expect((await verified()).through).toEqual(at('11:53'))
    await postgres.query('delete from crm where id = 1; delete from billing where id = 1')
    await run(everything)
    expect((await verified()).through).toEqual(at('11:53'))
    await run({ kind: 'keys', keys: [{ id: '2' }] })
    expect((await verified()).through).toEqual(at('11:53'))
  })

  test('while everything is compared a run of changes is refused, as that run sees them too', async () => {
    await begin()
    let letRead = () => {}
    const reading = new Promise<void>((resolve) => {
      letRead = resolve
    })
    const slow: Context = {
      ...context,
      connect: async (source) => {
        await reading
        return await context.connect(source)
      },
    }
    const full = run(everything, 'customers', slow)
    await expect.poll(async () => (await listRuns(context.db, { limit: 1 }))[0]?.state).toBe('running')
    await expect(run(changed)).rejects.toMatchObject({ code: 'run-busy' })
    letRead()
    await full
    expect((await run(changed)).run.scope.kind).toBe('changed')
  })

  test('a side that does not say when it changed is refused with the place', async () => {
    await expect(run(changed, 'untold')).rejects.toThrow(
      'write reconciliations.untold.sides.billing.updatedAt',
    )
  })

  test('three sides with rules for keys: a change on one is compared on all, whatever form its key has there', async () => {
    const line = (id: string, balance: number, time: string) => `${id},${balance},${iso(time)}`
    await put('crm, billing', 9, 1, '11:59')
    const mailer = [line('M-9', 1, '11:59'), line(' m-01', 10, '11:00'), line('M-2', 10, '11:00')]
    const rest = [line('M-3', 10, '11:00'), line('M-4', 10, '11:00')]
    await files.write('mailer.csv', ['ref,balance,changed_at', ...mailer, ...rest])
    await run(changed, 'three')
    expect(await open()).toEqual(['invalid  m-01', 'missing 1'])
    now = at('12:15')
    await files.write('mailer.csv', [
      'ref,balance,changed_at',
      line('M-001', 10, '12:05'),
      ...mailer.slice(2),
      ...rest,
      mailer[0]!,
    ])
    await put('billing', 3, 99, '12:06')
    const found = await run(changed, 'three')
    expect(found.changes).toMatchObject({ opened: 1, resolved: 1 })
    expect(await open()).toEqual(['invalid  m-01', 'mismatch 3'])
    expect((await run(everything, 'three')).changes).toMatchObject({ opened: 0, resolved: 1 })
  })

  test('a part that changed has its whole group read, by the key that it stands for', async () => {
    await postgres.query(`insert into accounts values ('A', '1'), ('B', '2'), ('C', '3'), ('D', '4');
      insert into parts select account, part, 5, '2026-11-21 11:00Z' from accounts, generate_series(1, 2) as part`)
    await put('crm', 4, 10, '11:59')
    await postgres.query(`update parts set changed_at = '2026-11-21 11:59Z' where account = 'D'`)
    await run(changed, 'mapped')
    expect(await open()).toEqual([])
    now = at('12:15')
    await postgres.query(
      `update parts set balance = 6, changed_at = '2026-11-21 12:05Z' where account = 'B' and part = 2`,
    )
    const found = await run(changed, 'mapped')
    expect(found.comparison.findings).toMatchObject([
      { kind: 'mismatch', key: { id: '2' }, values: { crm: '10.00', parts: '11.00' } },
    ])
    expect(found.run.scope).toMatchObject({ keys: 2, rows: { crm: 4, parts: 8 } })
    await postgres.query(`delete from parts where account = 'C'`)
    await run(changed, 'mapped')
    expect(await open()).toEqual(['mismatch 2', 'missing 3'])
  })

  /** Writes a record on these sides, changed at that time of the day. */
  async function put(sides: string, id: number, balance: number, time: string | null): Promise<void> {
    const when = time === null ? null : iso(time)
    for (const side of sides.split(', ')) {
      await postgres.query(`delete from ${side} where id = $1`, [id])
      await postgres.query(`insert into ${side} values ($1, $2, $3)`, [id, balance, when])
    }
  }
})

function at(time: string): Date {
  return new Date(`2026-11-21T${time}:00Z`)
}

function iso(time: string): string {
  return at(time).toISOString()
}
