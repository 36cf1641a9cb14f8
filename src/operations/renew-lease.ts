import type { Context } from './context.ts'

export interface Renewal {
  readonly leaseSeconds: number
  readonly renew: (leaseUntil: Date) => Promise<unknown>
  /** Said where it could not be renewed. */
  readonly warning: string
  readonly facts: object
}

/** Renews a lease three times as often as it would end, until it is stopped. */
export function renewLease(
  { now, log }: Pick<Context, 'now' | 'log'>,
  { leaseSeconds, renew, warning, facts }: Renewal,
): { stop(): void } {
  const ms = leaseSeconds * 1_000
  const timer = setInterval(() => {
    renew(new Date(now().getTime() + ms)).catch((error: unknown) =>
      log.warn({ ...facts, err: error }, warning),
    )
  }, ms / 3)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
