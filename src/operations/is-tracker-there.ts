import { setTimeout as sleep } from 'node:timers/promises'
import { pingDatabase } from '../store/ping-database.ts'
import type { Context } from './context.ts'

/** Whoever asks will ask again: longer than that is no answer. */
const PATIENCE_MS = 2_000

/** Does the tracker's database answer just now? Never throws. */
export async function isTrackerThere({ db }: Pick<Context, 'db'>): Promise<boolean> {
  const late = new AbortController()
  const answers = pingDatabase(db).then(
    () => true,
    () => false,
  )
  const isLate = sleep(PATIENCE_MS, false, { signal: late.signal }).catch(() => false)
  return await Promise.race([answers, isLate]).finally(() => late.abort())
}
