import type { Context } from '../operations/context.ts'
import { isTrackerThere } from '../operations/is-tracker-there.ts'

/** What `app.ts` knows of the parts that make the bot work. */
export interface Readiness {
  /** Slack can reach us just now. */
  slackConnected(): boolean
  /** The clock goes, and stopping has not begun. */
  scheduleAlive(): boolean
}

type Check = 'ok' | 'failed'

export interface Ready {
  readonly isReady: boolean
  readonly checks: Readonly<Record<'database' | 'slack' | 'schedule', Check>>
}

/** Can this process do its work now? Says which part cannot, and never why: anybody may ask. */
export async function checkReadiness(context: Context, readiness: Readiness): Promise<Ready> {
  const parts = {
    database: await isTrackerThere(context),
    slack: readiness.slackConnected(),
    schedule: readiness.scheduleAlive() && !context.signal.aborted,
  }
  const word = (isWell: boolean): Check => (isWell ? 'ok' : 'failed')
  return {
    isReady: parts.database && parts.slack && parts.schedule,
    checks: { database: word(parts.database), slack: word(parts.slack), schedule: word(parts.schedule) },
  }
}
