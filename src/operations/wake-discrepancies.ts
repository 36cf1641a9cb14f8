import type { Discrepancy } from '../domain/discrepancy.ts'
import { listDue } from '../store/discrepancies.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'
import { type Decide, moveDiscrepancy } from './move-discrepancy.ts'

const TIMER = { kind: 'timer', id: 'timer', surface: 'timer' } as const
const BATCH = 200

/**
 * Ends every snooze whose time has come and every damping that was stable for a day; answers how many it ended. Each is
 * looked at again while it is locked, so that of several processes, or of one before and after a restart, one acts.
 */
export async function wakeDiscrepancies(context: Context): Promise<number> {
  const now = context.now()
  let ended = 0
  for (;;) {
    const due = await listDue(context.db, { now, limit: BATCH })
    const before = ended
    for (const { number } of due) {
      if (context.signal.aborted) return ended
      const moved = await moveDiscrepancy(context, number, (discrepancy) => decide(discrepancy, now))
      if (moved.accepted) ended++
    }
    // One that is due for both reasons is in the next batch again; one that others ended is in none.
    if (ended === before) return ended
  }
}

function decide(discrepancy: Discrepancy, now: Date): ReturnType<Decide> {
  const { snooze, damped } = discrepancy
  const action = snooze?.until && snooze.until <= now ? 'wake' : 'settle'
  if (action === 'settle' && damped && damped.until > now) return { refused: 'already' }
  const decision = decideTransition(discrepancy, action)
  return 'refused' in decision ? decision : { ...decision, request: { action, actor: TIMER, now } }
}
