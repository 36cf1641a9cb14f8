import { renewRun } from '../store/runs.ts'
import type { Context } from './context.ts'

/** A run whose process died is taken over after this long; a living one renews its lease three times as often. */
export const LEASE_SECONDS = 60

/** Renews the lease of a run until it is stopped. */
export function keepLease(context: Context, id: string): { stop(): void } {
  const timer = setInterval(
    () => {
      const leaseUntil = new Date(context.now().getTime() + LEASE_SECONDS * 1_000)
      renewRun(context.db, id, leaseUntil).catch((error: unknown) => {
        context.log.warn({ run: id, err: error }, 'lease could not be renewed')
      })
    },
    (LEASE_SECONDS * 1_000) / 3,
  )
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
