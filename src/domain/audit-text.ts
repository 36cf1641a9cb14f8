import { createHash } from 'node:crypto'

/** What an audit entry is about: an event, a run that has ended, or one that was held and is decided in a later entry. */
export type AuditSubject = 'event' | 'run' | 'held run'

/** A row's columns as text, in the order in which they are hashed; null where there is none. */
export type AuditColumns = Readonly<Record<string, string | null>>

/** The hash before the first entry. */
export const NO_HASH = '0'.repeat(64)

/** The newest way in which rows are written as text. */
export const AUDIT_VERSION = 1

/**
 * The text that is hashed of a row: a line that says what it is, then for each column that is not null its name, how many
 * bytes its value has in UTF-8, and the value. docs/audit.md has an example.
 */
export function auditText(
  kind: 'event' | 'run' | 'checkpoint',
  { version, columns }: { version: number; columns: AuditColumns },
): string {
  const members = Object.entries(columns).map(([name, value]) =>
    value === null ? '' : `${name} ${Buffer.byteLength(value)}\n${value}\n`,
  )
  return `counterfoil audit ${version} ${kind}\n${members.join('')}`
}

/** The hash of a text, in hexadecimal digits. */
export function auditDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The hash of an entry: over the hash before it, the digest of its row, and which row that is. */
export function linkHash(
  previousHash: string,
  { digest, subject, id }: { readonly digest: string; readonly subject: AuditSubject; readonly id: string },
): string {
  return createHash('sha256')
    .update(previousHash, 'hex')
    .update(digest, 'hex')
    .update(`${subject} ${id}`)
    .digest('hex')
}
