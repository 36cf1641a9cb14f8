import { and, asc, eq, gt, isNull, ne, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { AuditColumns, AuditSubject } from '../domain/audit-text.ts'
import type { Database } from './database.ts'
import { oneOf, oneOfNumbers } from './one-of.ts'
import { auditChain, discrepancyEvents, runs } from './schema.ts'

/** One entry of the chain with the row it is about. Hashes are hexadecimal digits. */
export interface AuditEntry {
  readonly position: number
  readonly subject: AuditSubject
  /** Of the event or the run. */
  readonly id: string
  readonly version: number
  readonly digest: string
  readonly hash: string
  /** The checkpoint that its row was pruned by. */
  readonly checkpoint: number | null
  /** What is hashed of the row; null: it is not there. */
  readonly columns: AuditColumns | null
  /** A held run was decided: this entry says what it was before, a later one what it is. */
  readonly isSuperseded: boolean
}

const asText = (column: SQLWrapper) => sql<string | null>`${column}::text`
const asInstant = (column: SQLWrapper) => sql<string | null>`counterfoil_audit_instant(${column})`
const asHex = (column: SQLWrapper) => sql<string>`encode(${column}, 'hex')`

/** What is hashed of an event and of a run, by version. An order that was hashed once never changes. */
const COLUMNS = {
  event: {
    id: asText(discrepancyEvents.id),
    number: asText(discrepancyEvents.number),
    kind: asText(discrepancyEvents.kind),
    actor: asText(discrepancyEvents.actor),
    at: asInstant(discrepancyEvents.at),
    run_id: asText(discrepancyEvents.runId),
    from_status: asText(discrepancyEvents.from),
    to_status: asText(discrepancyEvents.to),
    reason: asText(discrepancyEvents.reason),
    note: asText(discrepancyEvents.note),
    finding: asText(discrepancyEvents.finding),
    details: asText(discrepancyEvents.details),
  },
  run: {
    id: asText(runs.id),
    reconciliation: asText(runs.reconciliation),
    trigger: asText(runs.trigger),
    requested_by: asText(runs.requestedBy),
    scope: asText(runs.scope),
    config_hash: asText(runs.configHash),
    state: asText(runs.state),
    started_at: asInstant(runs.startedAt),
    finished_at: asInstant(runs.finishedAt),
    summary: asText(runs.summary),
    changes: asText(runs.changes),
    error: asText(runs.error),
    part: asText(runs.part),
    tick: asInstant(runs.tick),
    guard: asText(runs.guard),
    accepts: asText(runs.accepts),
    decision: asText(runs.decision),
    decided_by: asText(runs.decidedBy),
    decided_at: asInstant(runs.decidedAt),
  },
}

/** What the readers of the chain select of each entry, its event and its run; `toAuditEntry` makes an entry of it. */
export const ENTRY_COLUMNS = {
  position: auditChain.position,
  subject: auditChain.subject,
  eventId: auditChain.eventId,
  runId: auditChain.runId,
  version: auditChain.version,
  digest: asHex(auditChain.digest),
  hash: asHex(auditChain.hash),
  checkpoint: auditChain.checkpoint,
  isSuperseded: sql<boolean>`${auditChain.subject} = 'held run' and exists (select from audit_chain as later
    where later.run_id = ${auditChain.runId} and later.position > ${auditChain.position})`,
  ...COLUMNS,
}

type EntryRow = Pick<
  AuditEntry,
  'position' | 'subject' | 'version' | 'digest' | 'hash' | 'checkpoint' | 'isSuperseded'
> & {
  readonly eventId: number | null
  readonly runId: string | null
  readonly event: AuditColumns
  readonly run: AuditColumns
}

export function toAuditEntry(row: EntryRow): AuditEntry {
  const { eventId, runId, event, run, ...entry } = row
  const isEvent = entry.subject === 'event'
  const columns = isEvent ? event : run
  const id = String(isEvent ? eventId : runId)
  return { ...entry, id, columns: columns.id === null ? null : columns }
}

/** The entries after a position, in order. */
export async function readAuditEntries(
  db: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditEntry[]> {
  const found = await selectEntries(db, gt(auditChain.position, after)).limit(limit)
  return found.map(toAuditEntry)
}

/** The entries of these discrepancies' events and of these runs, in order. */
export async function listAuditEntriesOf(
  db: Database,
  { numbers, runIds }: { readonly numbers: readonly number[]; readonly runIds: readonly string[] },
): Promise<AuditEntry[]> {
  const isTheirs = or(
    sql`${auditChain.eventId} in (select id from discrepancy_events where ${oneOfNumbers(sql`number`, numbers)})`,
    oneOf(auditChain.runId, runIds),
  )
  const found = await selectEntries(db, isTheirs)
  return found.map(toAuditEntry)
}

function selectEntries(db: Database, condition: SQL | undefined) {
  return db
    .select(ENTRY_COLUMNS)
    .from(auditChain)
    .leftJoin(discrepancyEvents, eq(discrepancyEvents.id, auditChain.eventId))
    .leftJoin(runs, eq(runs.id, auditChain.runId))
    .where(condition)
    .orderBy(asc(auditChain.position))
}

/** The end of the chain; null: there is no entry. */
export async function findAuditHead(db: Database): Promise<{ position: number; hash: string } | null> {
  const [head] = await db
    .select({ position: auditChain.position, hash: ENTRY_COLUMNS.hash })
    .from(auditChain)
    .orderBy(sql`${auditChain.position} desc`)
    .limit(1)
  return head ?? null
}

/** The first event, else the first run that has ended, of which the chain has no entry; null: there is none. */
export async function findUnchained(
  db: Database,
): Promise<{ subject: AuditSubject; id: string; columns: AuditColumns } | null> {
  const [event] = await db
    .select({ columns: COLUMNS.event })
    .from(discrepancyEvents)
    .leftJoin(auditChain, eq(auditChain.eventId, discrepancyEvents.id))
    .where(isNull(auditChain.position))
    .orderBy(asc(discrepancyEvents.id))
    .limit(1)
  if (event) return { subject: 'event', id: event.columns.id!, columns: event.columns }
  const [run] = await db
    .select({ columns: COLUMNS.run })
    .from(runs)
    .where(and(ne(runs.state, 'running'), hasNoEntry()))
    .orderBy(asc(runs.startedAt))
    .limit(1)
  return run ? { subject: 'run', id: run.columns.id!, columns: run.columns } : null
}

function hasNoEntry(): SQL {
  return sql`not exists (select from audit_chain as entry where entry.run_id = ${runs.id})`
}
