import {
  AUDIT_VERSION,
  type AuditSubject,
  auditDigest,
  auditText,
  linkHash,
  NO_HASH,
} from '../domain/audit-text.ts'
import type { AuditEntry } from '../store/audit-entries.ts'

export type BreachProblem =
  | 'gap'
  | 'hash-differs'
  | 'row-changed'
  | 'row-missing'
  | 'version-unknown'
  | 'not-in-chain'
  | 'head-not-found'
  | 'checkpoint-missing'
  | 'checkpoint-differs'
  | 'signature-differs'
  | 'signature-missing'

/** What is wrong first, and where: null where there is no such thing to name. */
export interface Breach {
  readonly position: number | null
  readonly subject: AuditSubject | null
  readonly id: string | null
  /** Of the discrepancy. */
  readonly number: number | null
  readonly at: string | null
  readonly problem: BreachProblem
  readonly sentence: string
}

type Row = Pick<AuditEntry, 'subject' | 'id' | 'columns'>

/** What is wrong with an entry that follows another; null: nothing. Pruned rows are for the checkpoints to vouch for. */
export function findBreach(entry: AuditEntry, before: AuditEntry | null): Breach | null {
  const expected = (before?.position ?? 0) + 1
  if (entry.position !== expected) return breachOf(entry, 'gap', describeGap(expected, entry.position - 1))
  if (linkHash(before?.hash ?? NO_HASH, entry) !== entry.hash) {
    const sentence =
      before === null
        ? 'it is the first entry, and its hash is not that of its digest'
        : `its hash does not follow from that of entry ${before.position}: this entry was changed, or one before it was and its hash with it`
    return breachOf(entry, 'hash-differs', sentence)
  }
  if (entry.columns === null) return findMissingRow(entry)
  if (entry.isSuperseded) return null
  const { subject, version } = entry
  if (version !== AUDIT_VERSION)
    return breachOf(
      entry,
      'version-unknown',
      `it is of version ${version}, which this program cannot check: use a newer one`,
    )
  if (isAsWritten(entry)) return null
  return breachOf(
    entry,
    'row-changed',
    `the ${subject} is not what it was when it was written: its hash differs`,
  )
}

/** Whether the row still gives the digest of its entry. */
export function isAsWritten({ subject, version, columns, digest }: AuditEntry): boolean {
  return (
    columns !== null &&
    auditDigest(auditText(subject === 'event' ? 'event' : 'run', { version, columns })) === digest
  )
}

function findMissingRow(entry: AuditEntry): Breach | null {
  if (entry.checkpoint !== null) return null
  return breachOf(entry, 'row-missing', `the ${entry.subject} was deleted, and no checkpoint says so`)
}

function describeGap(from: number, upTo: number): string {
  const missing = from === upTo ? `entry ${from} is` : `entries ${from} to ${upTo} are`
  return `${missing} missing before it`
}

export function breachOf(entry: AuditEntry, problem: BreachProblem, sentence: string): Breach {
  const { position, subject, id } = entry
  return { position, subject, id, number: numberOf(entry), at: instantOf(entry), problem, sentence }
}

/** The discrepancy's number, where the row is an event that is still there. */
export function numberOf({ subject, columns }: Row): number | null {
  return subject === 'event' && columns?.number ? Number(columns.number) : null
}

/** When the event happened, or the run ended. */
export function instantOf({ subject, columns }: Row): string | null {
  return (subject === 'event' ? columns?.at : columns?.finished_at) ?? null
}
