import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import type { Context } from '../../src/operations/context.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { type RunOutcome, runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles } from '../support/tracked-files.ts'

/** Sides whose database writes down what changed, each world of tables of its own, and a tracker that knows nothing yet. */
export interface LoggedSides {
  readonly context: Context
  readonly postgres: TestPostgres
  sql(text: string): Promise<Record<string, unknown>[]>
  /** A session of its own, closed at the end. */
  session(): Promise<pg.Client>
  run(name: string, kind?: 'changed' | 'everything', within?: Context): Promise<RunOutcome>
  /** Of a run of changes: `3 keys`, or why everything was compared. */
  looked(name: string): Promise<string>
  /** What is open, and what comparing both sides whole finds, as fingerprints. */
  openAndFound(name: string): Promise<{ open: string[]; found: string[] }>
  close(): Promise<void>
}

/** Sets up the database with `tables` before the config is read. */
export async function openLoggedSides(
  config: string,
  { tables, slots }: { readonly tables: string; readonly slots: readonly string[] },
): Promise<LoggedSides> {
  const postgres = await startPostgres({ wal_level: 'logical', max_replication_slots: '40' })
  await postgres.query('create database tracker')
  await postgres.query(tables)
  for (const slot of slots) await createSlot(postgres, slot)
  const databaseUrl = postgres.url.replace(/postgres$/, 'tracker')
  const files = await openTrackedFiles({ config, variables: { DB_URL: postgres.url }, databaseUrl })
  const { context } = files
  const clients: pg.Client[] = []
  const run: LoggedSides['run'] = (name, kind = 'changed', within = context) =>
    runReconciliation(within, { name, scope: { kind }, trigger: 'cli', requestedBy: randomUUID() })
  return {
    context,
    postgres,
    sql: (text) => postgres.query(text),
    async session() {
      const client = new pg.Client({ connectionString: postgres.url })
      await client.connect()
      clients.push(client)
      return client
    },
    run,
    async looked(name) {
      const { scope } = (await run(name)).run
      if (scope.kind === 'changed') return `${scope.keys} keys`
      return scope.kind === 'everything' ? String(scope.because) : scope.kind
    },
    async openAndFound(name) {
      const reconciliation = context.settings.reconciliations.find((each) => each.name === name)!
      const { discrepancies } = await listDiscrepancies(context, { reconciliation: name, limit: 1_000 })
      const whole = await compareReconciliation(context, { reconciliation, scope: { kind: 'everything' } })
      return {
        open: discrepancies.map((each) => each.fingerprint).sort(),
        found: whole.findings.map((finding) => fingerprint(name, finding)).sort(),
      }
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()))
      await files.close()
      await postgres.close()
    },
  }
}

/** With its publication, named after the table. */
async function createSlot({ query }: TestPostgres, table: string): Promise<void> {
  await query(`create publication of_${table} for table ${table}`)
  await query(`select pg_create_logical_replication_slot('of_${table}', 'pgoutput')`)
}

/** A table into which a trigger writes the keys that changed, named after it. */
export function withChangeTable(table: string): string {
  return `create table changes_of_${table} (n bigserial, id int);
create function note_${table}() returns trigger language plpgsql as $$ begin
  if tg_op <> 'INSERT' then insert into changes_of_${table} (id) values (old.id); end if;
  if tg_op <> 'DELETE' then insert into changes_of_${table} (id) values (new.id); end if;
  return null; end $$;
create trigger note after insert or update or delete on ${table} for each row execute function note_${table}();
`
}

/** The side's part of a config. */
export function sideWithSlot(table: string): string {
  return `{ source: db, table: ${table}, key: id, changes: { slot: of_${table}, publication: of_${table} } }`
}

export function sideWithChangeTable(table: string): string {
  return `{ source: db, table: ${table}, key: id, changes: { table: changes_of_${table}, key: id, order: n } }`
}
