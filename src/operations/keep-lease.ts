import type { Run } from '../domain/run.ts'
import { failRun, renewRun, STOPPED } from '../store/runs.ts'
import type { Context } from './context.ts'
import { renewLease } from './renew-lease.ts'

/** A run whose process died is taken over after this long; a living one renews its lease three times as often. */
export const LEASE_SECONDS = 60
/** A run that is stopped ends by itself, unless its source does not let go of it. */
const LET_GO_MS = 2_000

/**
 * Keeps a run's lease until it is stopped. When the process has to stop and the run does not end, it is recorded as stopped all
 * the same: others need not wait for the lease, and what the run may still see cannot be saved any more.
 */
export function keepLease(context: Context, { id }: Pick<Run, 'id'>): { stop(): void } {
  const { db, now, log, signal } = context
  const renewing = renewLease(context, {
    leaseSeconds: LEASE_SECONDS,
    renew: (leaseUntil) => renewRun(db, id, leaseUntil),
    warning: 'lease could not be renewed',
    facts: { run: id },
  })
  let freeing: NodeJS.Timeout | undefined
  const free = () => {
    freeing = setTimeout(() => {
      renewing.stop()
      failRun(db, { id, error: STOPPED, now: now() }).catch((error: unknown) => {
        log.warn({ run: id, err: error }, 'lease could not be freed')
      })
    }, LET_GO_MS)
  }
  if (signal.aborted) free()
  else signal.addEventListener('abort', free, { once: true })
  return {
    stop() {
      signal.removeEventListener('abort', free)
      clearTimeout(freeing)
      renewing.stop()
    },
  }
}
