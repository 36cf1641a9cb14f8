/** A source that is not read for the moment because it is busy. */
export interface SourceWait {
  readonly source: string
  /** So far. */
  readonly seconds: number
}

/** Told when a wait for a source begins; what it gives back is called when the wait is over. */
export type OnWait = (source: string) => () => void

/** The waits that go on now, by the clock that is handed in. */
export interface Waits {
  readonly tell: OnWait
  /** One a source, the longest. */
  list(): SourceWait[]
}

/** `nowMs`: a clock that is never set. */
export function gatherWaits(nowMs: () => number): Waits {
  const waits = new Set<{ readonly source: string; readonly since: number }>()
  return {
    tell: (source) => {
      const wait = { source, since: nowMs() }
      waits.add(wait)
      return () => void waits.delete(wait)
    },
    list: () => {
      // In the order in which they began.
      const sources = [...new Set([...waits].map(({ source }) => source))]
      return sources.map((source) => {
        const first = [...waits].find((wait) => wait.source === source)!
        return { source, seconds: (nowMs() - first.since) / 1_000 }
      })
    },
  }
}
