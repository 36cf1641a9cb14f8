import type { Log } from '../domain/log.ts'

/** A door, or something that others stand on. */
export interface Stoppable {
  /**
   * Of a door: takes nothing new from the moment it is called, and settles when what it took is done. What is in hand
   * ends early when the signal of the context is aborted.
   */
  stop(): Promise<void>
}

/** Everything of a bot that has to be stopped, in the order in which it was opened. */
export interface Opened {
  /** What brings new work: Slack, servers, topics, timers. All of them close at once. */
  readonly doors: Stoppable[]
  /** What work in hand needs to its end: the delivery, the tracker. The last is closed first, after all doors. */
  readonly ground: Stoppable[]
}

export interface StopRules {
  readonly withinSeconds: number
  /** What is in hand, in a few words: `1 run (customers)`; null: nothing that people wait for. */
  readonly inHand: () => string | null
  /** Stops what is in hand: it fails as `run-stopped`. */
  readonly abort: () => void
  readonly tell: (line: string) => void
  readonly log: Log
}

/** What was stopped by force still frees its lease and answers who asked; a source that does not let go keeps nobody longer. */
const AFTER_ABORT_MS = 5_000

/** Closes the doors, waits for what is in hand until the deadline, stops the rest, and takes away the ground. Never rejects. */
export async function stopInOrder({ doors, ground }: Opened, rules: StopRules): Promise<void> {
  const closed = Promise.all(doors.map((door) => stopOne(door, rules.log)))
  const { withinSeconds, tell } = rules
  const waitsFor = rules.inHand()
  if (waitsFor !== null) tell(`stopping: waiting for ${waitsFor}, at most ${withinSeconds} s`)
  if (!(await isDoneWithin(closed, withinSeconds * 1_000))) {
    tell(`stopping ${rules.inHand() ?? 'what is in hand'}, not done within ${withinSeconds} s`)
    rules.abort()
    if (!(await isDoneWithin(closed, AFTER_ABORT_MS)))
      rules.log.warn({ left: rules.inHand() }, 'stopped before everything in hand had ended')
  }
  rules.abort()
  for (const each of ground.toReversed()) await stopOne(each, rules.log)
}

async function stopOne(one: Stoppable, log: Log): Promise<void> {
  try {
    await one.stop()
  } catch (error) {
    log.warn({ err: error }, 'not cleanly stopped')
  }
}

async function isDoneWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const isDone = await Promise.race([work.then(() => true), late])
  clearTimeout(timer)
  return isDone
}
