import { type AuditCheckpoint, RemovedEntries, signCheckpoint } from '../domain/audit-checkpoint.ts'
import { NO_HASH } from '../domain/audit-text.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Retention } from '../domain/settings.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { findLastCheckpoint, saveCheckpoint } from '../store/audit-checkpoints.ts'
import { type AuditEntry, findAuditHead, listAuditEntriesOf } from '../store/audit-entries.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import {
  claimOutdated,
  countOutdated,
  deleteOutdated,
  markPruned,
  type Outdated,
  type OutdatedRows,
} from '../store/outdated.ts'
import { isAsWritten } from './find-breach.ts'

export interface PruneRequest {
  readonly retention: Retention
  readonly now: Date
  /** Signs the checkpoints; null: they are not signed. */
  readonly key: string | null
  readonly signal?: AbortSignal
  readonly onProgress?: (pruned: Pruned) => void
}

export interface Pruned {
  readonly discrepancies: number
  /** Their events. */
  readonly events: number
  readonly runs: number
}

/** Discrepancies and runs a transaction. */
const BATCH = 500

/**
 * Deletes what is older than the retention says, batch by batch: resolved discrepancies with their events, and runs. The
 * chain keeps their hashes, and a checkpoint says what went. Throws `refused` where a row is no longer what it was, or
 * checkpoints were signed with another key.
 */
export async function pruneHistory(db: Database, request: PruneRequest): Promise<Pruned> {
  const outdated = findOutdated(request)
  const pruned = { discrepancies: 0, events: 0, runs: 0 }
  while (!request.signal?.aborted) {
    const batch = await db.transaction(async (transaction: Database) => {
      await lockHistory(transaction)
      const rows = await claimOutdated(transaction, outdated, BATCH)
      return await pruneRows(transaction, { rows, request })
    })
    pruned.discrepancies += batch.discrepancies
    pruned.events += batch.events
    pruned.runs += batch.runs
    if (batch.discrepancies + batch.runs === 0) break
    request.onProgress?.({ ...pruned })
  }
  return pruned
}

/** How many discrepancies and runs there are to prune now. */
export async function countPrunable(
  db: Database,
  request: Pick<PruneRequest, 'retention' | 'now'>,
): Promise<{ readonly discrepancies: number; readonly runs: number }> {
  return await countOutdated(db, findOutdated(request))
}

function findOutdated({ retention, now }: Pick<PruneRequest, 'retention' | 'now'>): Outdated {
  const before = (seconds: number | undefined) =>
    seconds === undefined ? null : new Date(now.getTime() - seconds * 1_000)
  return { resolvedBefore: before(retention.resolvedSeconds), runsBefore: before(retention.runsSeconds) }
}

async function pruneRows(
  db: Database,
  { rows, request }: { rows: OutdatedRows; request: PruneRequest },
): Promise<Pruned> {
  const { numbers, runIds } = rows
  if (numbers.length + runIds.length === 0) return { discrepancies: 0, events: 0, runs: 0 }
  const entries = await listAuditEntriesOf(db, rows)
  for (const entry of entries) refuseChanged(entry)
  const checkpoint = await planCheckpoint(db, { entries, request })
  await saveCheckpoint(db, checkpoint)
  await markPruned(db, { positions: entries.map(({ position }) => position), checkpoint: checkpoint.id })
  const tags = [...numbers.map(messageTag.card), ...runIds.map(messageTag.group)]
  await deleteOutdated(db, { ...rows, tags })
  const events = entries.filter(({ subject }) => subject === 'event').length
  return { discrepancies: numbers.length, events, runs: runIds.length }
}

/** To delete it would be to delete the proof. */
function refuseChanged(entry: AuditEntry): void {
  if (entry.isSuperseded || isAsWritten(entry)) return
  throw new CounterfoilError(
    'refused',
    `Nothing more is pruned: ${entry.subject} ${entry.id} (entry ${entry.position} of the audit chain) is not what it was ` +
      'when it was written; `counterfoil audit verify` says more',
  )
}

async function planCheckpoint(
  db: Database,
  { entries, request }: { entries: readonly AuditEntry[]; request: PruneRequest },
): Promise<AuditCheckpoint> {
  const last = await findLastCheckpoint(db)
  refuseOtherKey(last, request.key)
  const head = await findAuditHead(db)
  const removed = new RemovedEntries()
  for (const entry of entries) removed.add(entry)
  const checkpoint = {
    id: (last?.id ?? 0) + 1,
    at: request.now,
    position: head?.position ?? 0,
    hash: head?.hash ?? NO_HASH,
    removed: removed.count,
    removedHash: removed.hash(),
    policy: request.retention.policy,
  }
  return { ...checkpoint, signature: request.key === null ? null : signCheckpoint(checkpoint, request.key) }
}

function refuseOtherKey(last: AuditCheckpoint | null, key: string | null): void {
  if (!last || last.signature === null) return
  if (key !== null && signCheckpoint(last, key) === last.signature) return
  const what = key === null ? 'is not set' : 'is another key'
  throw new CounterfoilError(
    'refused',
    `Nothing is pruned: checkpoint ${last.id} is signed, and COUNTERFOIL_AUDIT_KEY ${what}: set it to the key that signed it`,
  )
}
