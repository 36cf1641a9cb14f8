import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { CounterfoilError } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { MIGRATIONS } from './migrations.ts'

/** Any number that no one else is likely to lock. */
const MIGRATION_LOCK = 4_705_211_018

/** Opens a PostgreSQL server; several processes may use one at the same time. */
export async function openServer(databaseUrl: string): Promise<{ db: Database; close(): Promise<void> }> {
  return await openPool(databaseUrl, migrateAlone)
}

/** Opens what is there, as it is: no table is made or changed. */
export async function openServerAsIs(databaseUrl: string): Promise<{ db: Database; close(): Promise<void> }> {
  return await openPool(databaseUrl, async (pool) => void (await pool.query('select 1')))
}

async function openPool(
  databaseUrl: string,
  prepare: (pool: pg.Pool) => Promise<void>,
): Promise<{ db: Database; close(): Promise<void> }> {
  const address = describeAddress(databaseUrl)
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'counterfoil',
    connectionTimeoutMillis: 10_000,
    max: 10,
  })
  // A connection that the server ends, idle or in a transaction, fails what is asked of it next and is replaced;
  // without these listeners it would end our process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await prepare(pool)
  } catch (cause) {
    await pool.end()
    throw unreachable(address, cause)
  }
  let closed: Promise<void> | null = null
  return { db: openDrizzle(pool), close: () => (closed ??= pool.end()) }
}

/**
 * Gives a transaction's connection back whatever fails. Drizzle keeps it for good where `begin` does, and after ten of
 * those nobody would get one.
 */
function openDrizzle(pool: pg.Pool): Database {
  const db = drizzle({ client: pool })
  const transaction: typeof db.transaction = async (work, config) => {
    const client = await pool.connect()
    let isSound = false
    try {
      const result = await drizzle({ client }).transaction(work, config)
      isSound = true
      return result
    } finally {
      client.release(!isSound)
    }
  }
  return Object.assign(db, { transaction })
}

/** Two processes that start together: the second waits and finds everything done. */
async function migrateAlone(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    const db = drizzle({ client })
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`)
    await migrate(db, MIGRATIONS)
    await db.execute(sql`select pg_advisory_unlock(${MIGRATION_LOCK}::bigint)`)
    client.release()
  } catch (error) {
    // With the connection goes the lock.
    client.release(true)
    throw error
  }
}

/** Where the server is, without user, password and parameters. */
function describeAddress(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return `${url.host}${url.pathname}`
  throw new CounterfoilError(
    'usage',
    'DATABASE_URL is no address of a PostgreSQL server: write postgres://user@host:5432/database, with the password ' +
      'after the user and a colon, or leave it out to use the embedded tracker',
  )
}

function unreachable(address: string, cause: unknown): CounterfoilError {
  return new CounterfoilError(
    'tracker-unreachable',
    `The tracker's database at ${address} cannot be used (${describeCause(cause)}): check DATABASE_URL and that the ` +
      'server is running',
    { cause },
  )
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host is not known',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'there was no answer',
  '28P01': 'the password was refused',
  '3D000': 'there is no such database',
  '42501': 'the user may not create tables there',
}

/** Drizzle wraps what the server said in an error that quotes the whole statement. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return describeCause(error.cause)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return REASONS[code] ?? (error.message || code)
}
