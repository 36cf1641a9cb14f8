import { createHash, createHmac, type Hash } from 'node:crypto'
import { AUDIT_VERSION, type AuditColumns, auditText } from './audit-text.ts'

/** What was pruned, when, and where the chain ended then. Hashes are hexadecimal digits. */
export interface AuditCheckpoint {
  /** 1, 2, 3 and so on. */
  readonly id: number
  readonly at: Date
  /** The end of the chain. */
  readonly position: number
  readonly hash: string
  /** How many entries lost their rows, and the hash of these entries. */
  readonly removed: number
  readonly removedHash: string
  /** The retention that asked for it, as JSON. */
  readonly policy: string
  /** Null: there was no key. */
  readonly signature: string | null
}

/** The signature of a checkpoint by a key: HMAC-SHA256 of its text. */
export function signCheckpoint(checkpoint: Omit<AuditCheckpoint, 'signature'>, key: string): string {
  const columns: AuditColumns = {
    id: String(checkpoint.id),
    at: checkpoint.at.toISOString(),
    position: String(checkpoint.position),
    hash: checkpoint.hash,
    removed: String(checkpoint.removed),
    removed_hash: checkpoint.removedHash,
    policy: checkpoint.policy,
  }
  const text = auditText('checkpoint', { version: AUDIT_VERSION, columns })
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Counts and hashes the entries that a checkpoint removed, in their order. */
export class RemovedEntries {
  #count = 0
  readonly #hash: Hash = createHash('sha256')

  add({ position, digest }: { readonly position: number; readonly digest: string }): void {
    this.#count++
    this.#hash.update(`${position}\n${digest}\n`)
  }

  get count(): number {
    return this.#count
  }

  /** Ends the counting. */
  hash(): string {
    return this.#hash.digest('hex')
  }
}
