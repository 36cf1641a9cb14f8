/** Node's timers cannot wait longer than this. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/** The workspace's time, which can be moved forward by hand. All that lives for a while goes by it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Moves time forward; what falls due on the way is done before this returns, in order, each at its own time. */
  advance(ms: number): void
  /** Does something later. Returns the function that calls it off. */
  after(delayMs: number, run: () => void): () => void
  /** Nothing more falls due. */
  close(): void
}

interface Timer {
  readonly dueAt: number
  readonly run: () => void
}

/** Goes on by itself as `base` does, and by hand. */
export function openClock(base: () => Date): Clock {
  let aheadMs = 0
  let timers: Timer[] = []
  let wake: NodeJS.Timeout | null = null
  const now = () => base().getTime() + aheadMs

  /** In the order in which they were set, where several are due at once. */
  function earliest(): Timer | undefined {
    return timers.reduce<Timer | undefined>(
      (first, each) => (first === undefined || each.dueAt < first.dueAt ? each : first),
      undefined,
    )
  }

  function runDue(until: number): void {
    for (let timer = earliest(); timer !== undefined && timer.dueAt <= until; timer = earliest()) {
      const { dueAt, run } = timer
      aheadMs += Math.max(0, dueAt - now())
      timers = timers.filter((each) => each !== timer)
      run()
    }
  }

  /** A process is not kept alive by what is due tomorrow. */
  function arm(): void {
    if (wake !== null) clearTimeout(wake)
    const next = earliest()
    wake = null
    if (next === undefined) return
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(1, next.dueAt - now()))
    wake = setTimeout(() => {
      runDue(now())
      arm()
    }, waitMs).unref()
  }

  return {
    now,
    advance(ms) {
      const target = now() + ms
      runDue(target)
      aheadMs += Math.max(0, target - now())
      arm()
    },
    after(delayMs, run) {
      const timer = { dueAt: now() + delayMs, run }
      timers.push(timer)
      arm()
      return () => {
        timers = timers.filter((each) => each !== timer)
        arm()
      }
    },
    close() {
      timers = []
      arm()
    },
  }
}
