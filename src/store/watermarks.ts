import { and, eq, sql } from 'drizzle-orm'
import { saveChangePositions } from './change-positions.ts'
import type { Database } from './database.ts'
import { watermarks } from './schema.ts'

/** How far the changes of one side are known. */
export interface Watermark {
  readonly side: string
  readonly through: Date | null
  readonly runAt: Date
}

export interface WatermarksToSave {
  readonly reconciliation: string
  readonly configHash: string
  /** The run looked at everything: only such a one may begin anew under another config. */
  readonly isFull: boolean
  /** The newest change by side; null where the side told none. */
  readonly newest: Readonly<Record<string, Date | null>>
  /** Up to where change logs were read, by side. */
  readonly positions?: Readonly<Record<string, string>>
  readonly runAt: Date
}

/** The watermarks of a reconciliation that were made with this config; `others`: there are some of another. */
export async function listWatermarks(
  db: Database,
  wanted: { readonly reconciliation: string; readonly configHash: string },
): Promise<{ readonly watermarks: readonly Watermark[]; readonly others: boolean }> {
  const found = await db.select().from(watermarks).where(eq(watermarks.reconciliation, wanted.reconciliation))
  const own = found.filter(({ configHash }) => configHash === wanted.configHash)
  return {
    watermarks: own.map(({ side, through, runAt }) => ({ side, through, runAt })),
    others: own.length < found.length,
  }
}

/**
 * Moves watermarks forward, never back, whichever of two runs commits last. Call it in the transaction that completes
 * the run.
 */
export async function saveWatermarks(db: Database, input: WatermarksToSave): Promise<void> {
  const { reconciliation, configHash, isFull, newest, positions = {}, runAt } = input
  if (isFull) {
    await db
      .delete(watermarks)
      .where(
        and(eq(watermarks.reconciliation, reconciliation), sql`${watermarks.configHash} <> ${configHash}`),
      )
  }
  await db
    .insert(watermarks)
    .values(
      Object.entries(newest).map(([side, through]) => ({ reconciliation, side, through, configHash, runAt })),
    )
    .onConflictDoUpdate({
      target: [watermarks.reconciliation, watermarks.side],
      // `greatest` passes over nulls.
      set: {
        through: sql`greatest(${watermarks.through}, excluded.through)`,
        runAt: sql`greatest(${watermarks.runAt}, excluded.run_at)`,
      },
      setWhere: sql`${watermarks.configHash} = excluded.config_hash`,
    })
  await saveChangePositions(db, { reconciliation, configHash, positions, runAt })
}
