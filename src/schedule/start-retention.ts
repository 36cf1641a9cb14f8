import { schedule } from 'node-cron'
import type { Context } from '../operations/context.ts'
import { pruneHistory } from '../operations/prune-history.ts'
import { sumUpEvents } from '../operations/sum-up-events.ts'

/** When few people and runs are about. */
const DAILY = '15 3 * * *'

/** Prunes once a day what the config's `retention` no longer keeps; nothing where it says nothing. */
export function startRetention(
  context: Context,
  { key, cron = DAILY }: { readonly key: string | null; readonly cron?: string },
): { stop(): Promise<void> } {
  const { retention } = context.settings
  if (!retention) return { stop: async () => {} }
  let working = Promise.resolve()
  const task = schedule(
    cron,
    () => {
      working = pruneOnce(context, { retention, key })
      return working
    },
    { timezone: 'UTC', noOverlap: true, suppressMissedWarning: true },
  )
  return {
    async stop() {
      await task.destroy()
      await working
    },
  }
}

async function pruneOnce(
  { db, settings, log, now, signal }: Context,
  request: Pick<Parameters<typeof pruneHistory>[1], 'retention' | 'key'>,
): Promise<void> {
  try {
    // What goes is counted in trends before.
    await sumUpEvents({ db, settings })
    const pruned = await pruneHistory(db, { ...request, now: now(), signal })
    log.info({ ...pruned }, 'history pruned')
  } catch (error) {
    log.error({ err: error }, 'history could not be pruned; it is tried again tomorrow')
  }
}
