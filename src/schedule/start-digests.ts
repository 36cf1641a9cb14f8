import type { ScheduledTask } from 'node-cron'
import { todayIn } from '../domain/calendar-day.ts'
import type { Reconciliation, Schedule } from '../domain/reconciliation.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { sendDigest } from '../operations/send-digest.ts'
import { sendMissedDigest } from '../operations/send-missed-digest.ts'

/** How late it may be seen that a digest was missed while this process ran: it slept, or the tracker was away. */
const LOOK_AGAIN_MS = 10 * 60 * 1_000
const MINUTE_MS = 60 * 1_000

export interface Digests {
  /** Begins nothing more and finishes what is in hand. */
  stop(): Promise<void>
}

/** Sends every channel its digest at its time, and one that was missed as soon as this is seen. */
export function startDigests(
  context: Context,
  start: (at: Schedule, work: (tick: Date) => Promise<void>) => ScheduledTask,
): Digests {
  const started = digestsOf(context.settings.reconciliations).map(({ channel, at }) => {
    const task = start(at, (tick) => attempt(context, channel, () => sendAt(context, { channel, at, tick })))
    return { channel, at, task }
  })
  const lookAtAll = async () => {
    for (const { channel, at, task } of started) {
      const findDue = (time: { since: Date; now: Date }) => {
        const due = lastDue(task, time)
        return due && todayIn(at.zone, due)
      }
      await attempt(context, channel, () => sendMissedDigest(context, { channel, findDue }))
    }
  }
  let looking = lookAtAll()
  const timer = setInterval(() => {
    looking = looking.then(lookAtAll)
  }, LOOK_AGAIN_MS)
  return {
    async stop() {
      clearInterval(timer)
      for (const { task } of started) await task.destroy()
      await looking
    },
  }
}

interface ChannelDigest {
  readonly channel: string
  readonly at: Schedule
}

/** One digest a channel; its reconciliations have the same time. */
function digestsOf(reconciliations: readonly Reconciliation[]): ChannelDigest[] {
  const digests = new Map<string, ChannelDigest>()
  for (const { notify, shadow } of reconciliations) {
    if (shadow) continue
    const { digestChannel: channel, digestAt: at } = notify
    if (channel !== null && !digests.has(channel)) digests.set(channel, { channel, at })
  }
  return [...digests.values()]
}

async function sendAt(
  context: Context,
  { channel, at, tick }: ChannelDigest & { readonly tick: Date },
): Promise<void> {
  await sendDigest(context, { channel, day: todayIn(at.zone, tick) })
}

async function attempt(context: Context, channel: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    const why = explainFailure(error)?.message
    context.log.error({ channel, ...(why ? { why } : { err: error }) }, 'digest could not be made')
  }
}

/** The newest whole minute after `since`, and not after `now`, at which the task was due. */
function lastDue(
  task: ScheduledTask,
  { since, now }: { readonly since: Date; readonly now: Date },
): Date | null {
  for (let at = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS; at > since.getTime(); at -= MINUTE_MS) {
    if (task.match(new Date(at))) return new Date(at)
  }
  return null
}
