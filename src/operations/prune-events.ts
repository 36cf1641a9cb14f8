import { isFedByEvents } from '../domain/event-records.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import { countVanished, deleteVanished } from '../store/awaited.ts'
import { deleteOldRecords, vacuumEvents } from '../store/event-pruning.ts'
import { deleteExpiredRequests } from '../store/event-requests.ts'
import { writesKeysAlike } from './check-note-request.ts'
import type { Context } from './context.ts'

const WEEK_MS = 7 * 86_400_000

/** Forgets what events told long ago: records, requests of yesterday, and what no reconciliation awaits any more. */
export async function pruneEvents({ db, settings, log, now: clock }: Context): Promise<void> {
  const now = clock()
  await deleteExpiredRequests(db, now)
  for (const reconciliation of settings.reconciliations) {
    const keepSeconds = keptSeconds(settings, reconciliation)
    if (keepSeconds === null) continue
    const before = new Date(now.getTime() - keepSeconds * 1_000)
    await deleteOldRecords(db, { reconciliation: reconciliation.name, before })
  }
  const names = settings.reconciliations.map(({ name }) => name)
  await deleteVanished(db, names, new Date(now.getTime() - WEEK_MS))
  for (const [reconciliation, records] of Object.entries(await countVanished(db, names))) {
    log.warn(
      { reconciliation, records },
      'records are awaited of a reconciliation that is no longer in the config; they are kept for a week',
    )
  }
  await vacuumEvents(db)
}

/** How long its records are kept: what the most patient of its sources says. Null: for good, or there are none. */
function keptSeconds({ sources }: Settings, reconciliation: Reconciliation): number | null {
  const fed = reconciliation.sides.flatMap(({ source }) => {
    const settings = sources[source]
    return settings && isFedByEvents(settings.type) ? [settings] : []
  })
  const kept = fed.flatMap((settings) => ('keepSeconds' in settings ? [settings.keepSeconds] : []))
  // Of two sides that write keys in different ways nobody could tell which records are one, and one would go alone.
  const isApart = fed.length > 1 && !writesKeysAlike(reconciliation)
  return kept.length === 0 || kept.length < fed.length || isApart ? null : Math.max(...kept)
}
