import type { AuditCheckpoint } from '../domain/audit-checkpoint.ts'
import { type AuditSubject, NO_HASH } from '../domain/audit-text.ts'
import { listAuditCheckpoints } from '../store/audit-checkpoints.ts'
import { type AuditEntry, findAuditHead, findUnchained, readAuditEntries } from '../store/audit-entries.ts'
import type { Database } from '../store/open-database.ts'
import { type Breach, findBreach, instantOf, numberOf } from './find-breach.ts'
import { type PrunedEntries, trackPruned } from './track-pruned.ts'

export interface AuditRequest {
  /** The key that checkpoints are signed with; null: signatures are not checked. */
  readonly key: string | null
  /** A hash of the chain that was written down before. */
  readonly head?: string
  readonly onProgress?: (checked: number, total: number) => void
}

/** An entry as people find it again. */
export interface AuditPlace {
  readonly position: number
  readonly subject: AuditSubject
  readonly id: string
  /** Of the discrepancy. */
  readonly number: number | null
  readonly at: string | null
}

export interface AuditVerdict {
  readonly entries: number
  readonly events: number
  readonly runs: number
  /** Entries whose rows were pruned: only their hashes are left. */
  readonly pruned: number
  readonly first: AuditPlace | null
  readonly last: AuditPlace | null
  readonly head: string
  readonly checkpoints: { readonly all: number; readonly signed: number }
  /** What is wrong first; null: the chain is whole. */
  readonly breach: Breach | null
}

const BATCH = 5_000

/**
 * Checks the whole chain against the rows, and the checkpoints against the chain. Every hash is computed here anew. Call
 * it in a transaction that sees one state of the tracker.
 */
export async function verifyAudit(db: Database, request: AuditRequest): Promise<AuditVerdict> {
  const checkpoints = await listAuditCheckpoints(db)
  const pruned = trackPruned(checkpoints, request.key)
  const walk = await walkChain(db, { request, pruned })
  const verdict = { ...walk.verdict, checkpoints: countCheckpoints(checkpoints) }
  if (walk.verdict.breach) return verdict
  const breach =
    pruned.findBreach(walk.verdict.last) ??
    (await findRowOutside(db)) ??
    findLostHead(request.head, { verdict, isFound: walk.isHeadFound })
  return { ...verdict, breach }
}

interface Walk {
  readonly verdict: Omit<AuditVerdict, 'checkpoints'>
  readonly isHeadFound: boolean
}

async function walkChain(
  db: Database,
  { request, pruned }: { request: AuditRequest; pruned: PrunedEntries },
): Promise<Walk> {
  const total = (await findAuditHead(db))?.position ?? 0
  const counts = { entries: 0, events: 0, runs: 0, pruned: 0 }
  let first: AuditPlace | null = null
  let before: AuditEntry | null = null
  let isHeadFound = request.head === NO_HASH
  for (;;) {
    const batch = await readAuditEntries(db, { after: before?.position ?? 0, limit: BATCH })
    for (const entry of batch) {
      const breach = findBreach(entry, before) ?? pruned.check(entry)
      if (breach)
        return {
          verdict: { ...counts, first, last: lastOf(before), head: headOf(before), breach },
          isHeadFound,
        }
      first ??= placeOf(entry)
      count(counts, entry)
      isHeadFound ||= entry.hash === request.head
      before = entry
    }
    request.onProgress?.(counts.entries, total)
    if (batch.length < BATCH) break
  }
  const ends = { first, last: lastOf(before), head: headOf(before) }
  return { verdict: { ...counts, ...ends, breach: null }, isHeadFound }
}

function count(
  counts: { entries: number; events: number; runs: number; pruned: number },
  entry: AuditEntry,
): void {
  counts.entries++
  if (entry.columns === null && entry.checkpoint !== null) counts.pruned++
  if (entry.subject === 'event') counts.events++
  else counts.runs++
}

function placeOf(entry: AuditEntry): AuditPlace {
  const { position, subject, id } = entry
  return { position, subject, id, number: numberOf(entry), at: instantOf(entry) }
}

function lastOf(entry: AuditEntry | null): AuditPlace | null {
  return entry && placeOf(entry)
}

function headOf(entry: AuditEntry | null): string {
  return entry?.hash ?? NO_HASH
}

function countCheckpoints(checkpoints: readonly AuditCheckpoint[]): AuditVerdict['checkpoints'] {
  const signed = checkpoints.filter(({ signature }) => signature !== null)
  return { all: checkpoints.length, signed: signed.length }
}

/** A row that somebody wrote past the triggers. */
async function findRowOutside(db: Database): Promise<Breach | null> {
  const outside = await findUnchained(db)
  if (!outside) return null
  const row = { ...outside, position: null }
  return {
    position: null,
    subject: row.subject,
    id: row.id,
    number: numberOf(row),
    at: instantOf(row),
    problem: 'not-in-chain',
    sentence:
      'the chain has no entry of this row: it was written past the triggers, or its entry was removed',
  }
}

function findLostHead(
  head: string | undefined,
  { verdict, isFound }: { verdict: Pick<AuditVerdict, 'last'>; isFound: boolean },
): Breach | null {
  if (head === undefined || isFound) return null
  const { last } = verdict
  return {
    position: last?.position ?? null,
    subject: last?.subject ?? null,
    id: last?.id ?? null,
    number: last?.number ?? null,
    at: last?.at ?? null,
    problem: 'head-not-found',
    sentence: `no entry up to this last one has the hash ${head}: entries after it were removed, or the chain was written anew`,
  }
}
