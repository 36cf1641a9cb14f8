import { todayIn } from '../domain/calendar-day.ts'
import type { Reconciliation, Schedule } from '../domain/reconciliation.ts'
import type { Context } from '../operations/context.ts'
import { ticksOf } from '../operations/cron-ticks.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { sendDigest } from '../operations/send-digest.ts'
import { sendMissedDigest } from '../operations/send-missed-digest.ts'
import { startTicking } from './start-ticking.ts'
import type { Stoppable } from './stop-in-order.ts'

/** How late it may be seen that a digest was missed while this process ran: it slept, or the tracker was away. */
const LOOK_AGAIN_MS = 10 * 60 * 1_000

/** Sends every channel its digest at its time, and one that was missed as soon as this is seen. */
export function startDigests(context: Context): Stoppable {
  const inHand = new Set<Promise<void>>()
  const digests = digestsOf(context.settings.reconciliations).map((each) => ({
    ...each,
    ticks: ticksOf(each.at),
  }))
  const clocks = digests.map(({ channel, at, ticks }) =>
    startTicking({
      now: context.now,
      next: ticks.next,
      work(window) {
        const tick = ticks.last(window)
        if (tick === null) return
        const working = attempt(context, channel, () => sendAt(context, { channel, at, tick }))
        inHand.add(working)
        void working.then(() => inHand.delete(working))
      },
    }),
  )
  const lookAtAll = async () => {
    for (const { channel, at, ticks } of digests) {
      const findDue = ({ since, now: until }: { since: Date; now: Date }) => {
        const due = ticks.last({ since, until })
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
      for (const clock of clocks) await clock.stop()
      await Promise.all([looking, ...inHand])
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
