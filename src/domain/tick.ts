/** An instant of a schedule, and what is compared then. */
export interface Tick {
  readonly at: Date
  /** Only what changed. */
  readonly changedOnly: boolean
}

/** A tick to come. */
export interface NextRun extends Tick {
  /** Later than the tick by the entry's jitter. */
  readonly startsAt: Date
}
