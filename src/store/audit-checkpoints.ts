import { asc, sql } from 'drizzle-orm'
import type { AuditCheckpoint } from '../domain/audit-checkpoint.ts'
import type { Database } from './database.ts'
import { auditCheckpoints } from './schema.ts'

/** All of them, the oldest first. */
export async function listAuditCheckpoints(db: Database): Promise<readonly AuditCheckpoint[]> {
  return await selectCheckpoints(db).orderBy(asc(auditCheckpoints.id))
}

export async function findLastCheckpoint(db: Database): Promise<AuditCheckpoint | null> {
  const [last] = await selectCheckpoints(db).orderBy(sql`${auditCheckpoints.id} desc`).limit(1)
  return last ?? null
}

export async function saveCheckpoint(db: Database, checkpoint: AuditCheckpoint): Promise<void> {
  const { hash, removedHash, signature } = checkpoint
  await db.insert(auditCheckpoints).values({
    ...checkpoint,
    hash: sql`decode(${hash}, 'hex')`,
    removedHash: sql`decode(${removedHash}, 'hex')`,
    signature: signature === null ? null : sql`decode(${signature}, 'hex')`,
  })
}

function selectCheckpoints(db: Database) {
  return db
    .select({
      id: auditCheckpoints.id,
      at: auditCheckpoints.at,
      position: auditCheckpoints.position,
      hash: sql<string>`encode(${auditCheckpoints.hash}, 'hex')`,
      removed: auditCheckpoints.removed,
      removedHash: sql<string>`encode(${auditCheckpoints.removedHash}, 'hex')`,
      policy: auditCheckpoints.policy,
      signature: sql<string | null>`encode(${auditCheckpoints.signature}, 'hex')`,
    })
    .from(auditCheckpoints)
}
