import { and, asc, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { TrackedIncident } from '../domain/incident.ts'
import type { Database } from './database.ts'
import { incidentMembers, incidents } from './incident-schema.ts'
import { oneOfNumbers } from './one-of.ts'

export interface NewIncident
  extends Pick<TrackedIncident, 'service' | 'reconciliation' | 'number' | 'pattern'> {
  readonly subject: string
  /** What its key at the service begins with. */
  readonly keyPrefix: string
}

const { subject: _subject, ...columns } = getTableColumns(incidents)

/** The incident of a subject at a service, made if there is none, and locked until the transaction ends. */
export async function claimIncident(
  transaction: Database,
  { keyPrefix, ...incident }: NewIncident,
): Promise<TrackedIncident> {
  const [claimed] = await transaction
    .insert(incidents)
    .values({
      ...incident,
      dedupKey: sql`${`${keyPrefix}:`} || left(gen_random_uuid()::text, 13)`,
      wanted: 'closed',
      told: 'closed',
    })
    .onConflictDoUpdate({
      target: [incidents.service, incidents.reconciliation, incidents.subject],
      set: { service: incident.service },
    })
    .returning(columns)
  return claimed!
}

/** One incident, locked until the transaction ends. */
export async function lockIncident(transaction: Database, id: number): Promise<TrackedIncident | null> {
  const [found] = await transaction.select(columns).from(incidents).where(eq(incidents.id, id)).for('update')
  return found ?? null
}

export async function findIncident(db: Database, id: number): Promise<TrackedIncident | null> {
  const [found] = await db.select(columns).from(incidents).where(eq(incidents.id, id))
  return found ?? null
}

/** Those of any of these discrepancies, in one order for all who lock them. */
export async function lockIncidentsOf(
  transaction: Database,
  numbers: readonly number[],
): Promise<TrackedIncident[]> {
  const ofNumbers = transaction
    .select({ id: incidentMembers.incident })
    .from(incidentMembers)
    .where(oneOfNumbers(incidentMembers.number, numbers))
  return await transaction
    .select(columns)
    .from(incidents)
    .where(sql`${incidents.id} in ${ofNumbers}`)
    .orderBy(asc(incidents.id))
    .for('update')
}

/** Those of one discrepancy, the one that was opened last first. */
export async function listIncidentsOf(db: Database, number: number): Promise<TrackedIncident[]> {
  const found = await db
    .select(columns)
    .from(incidents)
    .innerJoin(incidentMembers, eq(incidentMembers.incident, incidents.id))
    .where(eq(incidentMembers.number, number))
    .orderBy(sql`${incidents.openedAt} desc nulls first`, desc(incidents.id))
  return found
}

/** The discrepancies that an incident was ever about, in the order of their numbers. */
export async function listIncidentNumbers(db: Database, id: number): Promise<number[]> {
  const found = await db
    .select({ number: incidentMembers.number })
    .from(incidentMembers)
    .where(eq(incidentMembers.incident, id))
    .orderBy(asc(incidentMembers.number))
  return found.map(({ number }) => number)
}

/** Those of them for which nobody took it back. */
export async function listIncidentMembers(db: Database, id: number): Promise<number[]> {
  const found = await db
    .select({ number: incidentMembers.number })
    .from(incidentMembers)
    .where(and(eq(incidentMembers.incident, id), eq(incidentMembers.isWithdrawn, false)))
  return found.map(({ number }) => number)
}

/** False: it was one of them already. */
export async function addIncidentMember(db: Database, id: number, number: number): Promise<boolean> {
  const known = and(eq(incidentMembers.incident, id), eq(incidentMembers.number, number))
  const taken = await db.update(incidentMembers).set({ isWithdrawn: false }).where(known).returning()
  if (taken.length > 0) return false
  await db.insert(incidentMembers).values({ incident: id, number })
  return true
}

export async function withdrawIncidentMember(db: Database, number: number): Promise<void> {
  await db.update(incidentMembers).set({ isWithdrawn: true }).where(eq(incidentMembers.number, number))
}

/** Writes what became of an incident. */
export async function saveIncident(
  db: Database,
  id: number,
  change: Partial<Omit<TrackedIncident, 'id'>>,
): Promise<void> {
  await db.update(incidents).set(change).where(eq(incidents.id, id))
}

/** Is any incident open, or on its way? */
export async function hasIncidents(db: Database): Promise<boolean> {
  const found = await db.select({ id: incidents.id }).from(incidents).limit(1)
  return found.length === 1
}
