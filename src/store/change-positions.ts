import { and, eq, lte } from 'drizzle-orm'
import type { Database } from './database.ts'
import { changePositions } from './schema.ts'

export interface PositionsToSave {
  readonly reconciliation: string
  readonly configHash: string
  /** By side. */
  readonly positions: Readonly<Record<string, string>>
  readonly runAt: Date
}

/** By side, of runs with this config. */
export async function listChangePositions(
  db: Database,
  { reconciliation, configHash }: Pick<PositionsToSave, 'reconciliation' | 'configHash'>,
): Promise<Record<string, string>> {
  const found = await db
    .select({ side: changePositions.side, position: changePositions.position })
    .from(changePositions)
    .where(
      and(eq(changePositions.reconciliation, reconciliation), eq(changePositions.configHash, configHash)),
    )
  return Object.fromEntries(found.map(({ side, position }) => [side, position]))
}

/**
 * The position of the run that began last counts, whichever commits last: it was read later. Call it in the transaction
 * that completes the run.
 */
export async function saveChangePositions(db: Database, input: PositionsToSave): Promise<void> {
  const { reconciliation, configHash, positions, runAt } = input
  for (const [side, position] of Object.entries(positions)) {
    const row = { position, configHash, runAt }
    await db
      .insert(changePositions)
      .values({ reconciliation, side, ...row })
      .onConflictDoUpdate({
        target: [changePositions.reconciliation, changePositions.side],
        set: row,
        setWhere: lte(changePositions.runAt, runAt),
      })
  }
}
