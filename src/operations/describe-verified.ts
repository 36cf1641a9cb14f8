import { type Reconciliation, USUAL_CHANGES } from '../domain/reconciliation.ts'
import { findLastFullRun } from '../store/runs.ts'
import { listWatermarks } from '../store/watermarks.ts'
import { configHash } from './config-hash.ts'
import type { Context } from './context.ts'

/** How far a reconciliation's sides are known to be compared, by the config as it is now. */
export interface Verified {
  /**
   * All changes of all sides up to then were compared: the earliest watermark, less the overlap where no change log told
   * them. Null: not yet.
   */
  readonly through: Date | null
  /** When the last run began that compared everything; null: none has. */
  readonly lastFullRunAt: Date | null
  /** The watermark of each side; null where it told no change. */
  readonly watermarks: Readonly<Record<string, Date | null>>
}

export async function describeVerified(context: Context, reconciliation: Reconciliation): Promise<Verified> {
  const { name, sides, changes } = reconciliation
  const { watermarks } = await listWatermarks(context.db, {
    reconciliation: name,
    configHash: configHash(context.settings, reconciliation),
  })
  const bySide = new Map(watermarks.map(({ side, through }) => [side, through]))
  const lastFullRun = await findLastFullRun(context.db, name)
  const isKnown = sides.every((side) => bySide.has(side.name))
  const { overlapSeconds } = changes ?? USUAL_CHANGES
  const times = sides.flatMap((side) => {
    const through = bySide.get(side.name)?.getTime()
    return through === undefined ? [] : through - (side.changes ? 0 : overlapSeconds * 1_000)
  })
  return {
    through: isKnown && times.length > 0 ? new Date(Math.min(...times)) : null,
    lastFullRunAt: lastFullRun?.startedAt ?? null,
    watermarks: Object.fromEntries(bySide),
  }
}
