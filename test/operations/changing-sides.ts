import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeVerified, type Verified } from '../../src/operations/describe-verified.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { type RunOutcome, runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'
import { tamper } from './open-history.ts'

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
  waiting:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
    fields: { balance: { type: decimal, nulls: pending } }
    missing: { grace: 30m }
    changes: { overlap: 5m }
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
  timeless:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: balance }
    fields: { balance: decimal }
  untold:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id }
    fields: { balance: decimal }
`

export const changed: Scope = { kind: 'changed' }
export const everything: Scope = { kind: 'everything' }

/** Sides whose records change, on tables of a real database, and the clock that a run sees. */
export interface ChangingSides {
  readonly context: Context
  readonly files: TrackedFiles
  sql(text: string): Promise<unknown>
  /** From now on it is that time of the day. */
  setTime(time: string): void
  /** Writes a record on these sides, changed at that time of the day. */
  put(
    sides: string,
    id: number,
    record: Readonly<{ balance: number | null; time: string | null }>,
  ): Promise<void>
  run(scope: Scope, name?: string, within?: Context): Promise<RunOutcome>
  /** A full run at noon, then a quarter past. */
  begin(name?: string): Promise<void>
  /** What is open, as `missing 3` or `mismatch 1`. */
  open(): Promise<string[]>
  verified(name?: string): Promise<Verified>
}

/** Runs the same tests with an embedded tracker and with one on a server; 1 to 4 agree, changed at 11:00. */
export function eachTracker(tests: (sides: () => ChangingSides) => void): void {
  describe.each(['embedded', 'server'] as const)('with the %s tracker', (kind) => {
    let open: OpenSides
    beforeAll(async () => {
      open = await openChangingSides(kind)
    })
    afterAll(async () => await open?.close())
    beforeEach(async () => await open.reset())

    tests(() => open.sides)
  })
}

export interface OpenSides {
  readonly sides: ChangingSides
  /** As if nothing had run yet, at noon. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** The same sides for whoever sets them up alone. */
export async function openChangingSides(kind: 'embedded' | 'server'): Promise<OpenSides> {
  const postgres = await startPostgres()
  await postgres.query(TABLES)
  let databaseUrl: string | null = null
  if (kind === 'server') {
    await postgres.query('create database tracker')
    databaseUrl = postgres.url.replace(/postgres$/, 'tracker')
  }
  const files = await openTrackedFiles({ config: CONFIG, variables: { DB_URL: postgres.url }, databaseUrl })
  let now = at('12:00')
  const sides = changingSides(postgres, files, {
    now: () => now,
    set: (time) => {
      now = time
    },
  })
  return {
    sides,
    async reset() {
      sides.setTime('12:00')
      await postgres.query('truncate crm, billing, parts, accounts')
      await tamper(
        files.context.db,
        ['watermarks', 'runs', 'discrepancies', 'outbox'].map((table) => `delete from ${table}`),
      )
      for (const id of [1, 2, 3, 4]) await sides.put('crm, billing', id, { balance: 10, time: '11:00' })
    },
    async close() {
      await files.close()
      await postgres.close()
    },
  }
}

const TABLES = `
  create table crm (id bigint, balance numeric(12,2), changed_at timestamptz);
  create table billing (id bigint, balance numeric(12,2), changed_at timestamptz);
  create table accounts (account text, id text);
  create table parts (account text, part int, balance numeric(12,2), changed_at timestamptz)`

interface Clock {
  now(): Date
  set(time: Date): void
}

function changingSides(postgres: TestPostgres, files: TrackedFiles, clock: Clock): ChangingSides {
  const context: Context = { ...files.context, now: clock.now }
  const run: ChangingSides['run'] = (scope, name = 'customers', within = context) =>
    runReconciliation(within, { name, scope, trigger: 'cli', requestedBy: 'ada' })
  return {
    context,
    files,
    sql: (text) => postgres.query(text),
    setTime: (time) => clock.set(at(time)),
    put: async (sides, id, { balance, time }) => {
      for (const side of sides.split(', ')) {
        await postgres.query(`delete from ${side} where id = $1`, [id])
        const changedAt = time === null ? null : iso(time)
        await postgres.query(`insert into ${side} values ($1, $2, $3)`, [id, balance, changedAt])
      }
    },
    run,
    begin: async (name = 'customers') => {
      await run(everything, name)
      clock.set(at('12:15'))
    },
    open: async () => {
      const { discrepancies } = await listDiscrepancies(context, { limit: 1_000 })
      return discrepancies.map(({ finding }) => `${finding.kind} ${finding.key.id}`).sort()
    },
    verified: async (name = 'customers') => {
      const reconciliation = context.settings.reconciliations.find((each) => each.name === name)!
      return await describeVerified(context, reconciliation)
    },
  }
}

export function at(time: string): Date {
  return new Date(`2026-11-21T${time}:00Z`)
}

export function iso(time: string): string {
  return at(time).toISOString()
}
