import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Actor, Discrepancy } from '../../src/domain/discrepancy.ts'
import { applyRemedy, type RemedyOutcome, type RemedyRequest } from '../../src/operations/apply-remedy.ts'
import type { Context } from '../../src/operations/context.ts'
import { planRemedy } from '../../src/operations/plan-remedies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { loadText } from '../support/config-files.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'

export const ANN: Actor = { kind: 'person', id: 'ann', surface: 'cli' }
export const TIMER: Actor = { kind: 'timer', id: 'timer', surface: 'timer' }

export const configWith = (remedies: string, sources = '', type = 'postgres') => `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: ${type}, url: "\${BILLING_URL}", write: "\${WRITE_URL}"${sources} }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, table: crm, key: id }
      billing: { source: billing, table: accounts, key: ref, columns: { email: contact } }
    fields:
      email: { type: text, sensitive: true }
      plan: text
    likelyCorrect: { default: crm }
    notify: { channel: "#ops" }
    remedies:
${remedies}
`

export const COPY_EMAIL = `
      copy_email:
        title: Copy the address from the CRM
        when: { kind: mismatch, field: email, likelyCorrect: crm }
        sql: { side: billing, statement: "update accounts set contact = :crm.email where ref = :key" }
        reverse: { sql: { side: billing, statement: "update accounts set contact = :before.email where ref = :key" } }
        approve: auto
        autoAfter: 1`

/** What a test needs of the database that remedies change. */
export interface Billing {
  readonly url: string
  readonly writeUrl?: string
  query(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>
}

/** A CRM and a tracker on one PostgreSQL, and a billing database, there or elsewhere. */
export async function openRemedies(
  remedies: string,
  { billing, type = 'postgres' }: { readonly billing?: Billing; readonly type?: string } = {},
) {
  const server = await startPostgres()
  await server.query('create database tracker')
  await server.query('create table crm (id text primary key, email text, plan text)')
  const changed = billing ?? { url: server.url, query: server.query }
  if (!billing) await server.query('create table accounts (ref text primary key, contact text, plan text)')
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-remedies-'))
  const { settings } = await loadText(configWith(remedies, '', type), {
    CRM_URL: server.url,
    BILLING_URL: changed.url,
    WRITE_URL: changed.writeUrl ?? changed.url,
  })
  const databaseUrl = server.url.replace(/postgres$/, 'tracker')
  const { db, close } = await openDatabase({ databaseUrl, dataFolder: '' })
  const clock = { aheadMs: 0 }
  const logged: unknown[] = []
  const log = {
    ...silentLog,
    info: (...words: unknown[]) => void logged.push(words),
    warn: (...words: unknown[]) => void logged.push(words),
  }
  const context: Context = {
    settings,
    db,
    connect: connectTo({ settings, dataFolder: folder, log: silentLog }),
    scratchFolder: join(folder, 'scratch'),
    log,
    now: () => new Date(Date.now() + clock.aheadMs),
    newId: randomUUID,
    wait: async () => undefined,
    signal: new AbortController().signal,
    wakeDelivery() {},
  }
  return {
    ...worldOf(context, { server, billing: changed }),
    server,
    context,
    clock,
    logged,
    databaseUrl,
    async close() {
      await close()
      await rm(folder, { recursive: true, force: true })
      await server.close()
    },
  }
}
export type RemedyWorld = Awaited<ReturnType<typeof openRemedies>>

interface Person {
  readonly email: string | null
  readonly plan: string | null
}

function worldOf(context: Context, { server, billing }: { server: TestPostgres; billing: Billing }) {
  const isMysql = billing.url.startsWith('mysql')
  const place = (number: number) => (isMysql ? '?' : `$${number}`)
  /** A record as both sides have it; null: a side does not have it. What the run of it finds, the first that is open. */
  async function given(
    key: string,
    { crm, accounts }: { readonly crm: Person | null; readonly accounts: Person | null },
  ): Promise<Discrepancy> {
    if (crm) await server.query('insert into crm values ($1, $2, $3)', [key, crm.email, crm.plan])
    if (accounts)
      await billing.query(`insert into accounts values (${[1, 2, 3].map(place).join(', ')})`, [
        key,
        accounts.email,
        accounts.plan,
      ])
    const { discrepancies } = await runReconciliation(context, {
      name: 'customers',
      scope: { kind: 'keys', keys: [{ id: key }] },
      keysAsFound: true,
      trigger: 'cli',
      requestedBy: 'ada',
    })
    return discrepancies[0]!
  }
  return {
    given,
    apply: (request: Partial<RemedyRequest> & { readonly number: number }) =>
      applyRemedy(context, { remedy: 'copy_email', actor: ANN, ...request }),
    plan: (number: number, remedy = 'copy_email') => planRemedy(context, { number, remedy }),
    /** What billing has of a record: `contact plan`; null: nothing. */
    async inBilling(key: string): Promise<string | null> {
      const [row] = await billing.query(`select * from accounts where ref = ${place(1)}`, [key])
      return row ? `${row.contact} ${row.plan}` : null
    },
    now: (number: number) => findDiscrepancy(context.db, number),
    async history(number: number): Promise<string[]> {
      const events = await listEvents(context.db, number)
      return events.map(({ kind, details, reason }) =>
        [kind, details?.state, reason].filter(Boolean).join(' '),
      )
    },
  }
}

/** `verified`, or why it was not begun. */
export function wordOf(outcome: RemedyOutcome): string {
  if ('attempt' in outcome) return outcome.attempt.state
  return 'refused' in outcome ? `not begun: ${outcome.refused}` : 'forbidden'
}

export function saidOf(outcome: RemedyOutcome): string | null {
  return 'attempt' in outcome ? outcome.attempt.said : null
}
