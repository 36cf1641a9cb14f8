import { createHash } from 'node:crypto'
import type { Reconciliation, ScheduleEntry } from '../domain/reconciliation.ts'
import type { NextRun, Tick } from '../domain/tick.ts'
import { type Ticks, ticksOf } from './cron-ticks.ts'

/** When a reconciliation runs by itself. */
export interface Timetable {
  /** The next run of each entry, the soonest first. */
  next(after: Date): readonly NextRun[]
  /**
   * Which run has to start of those that come after `since` and not after `until`; null: none. Of several it is one: of
   * everything if that is among them, for the newest tick.
   */
  due(window: { readonly since: (entry: ScheduleEntry) => Date; readonly until: Date }): Tick | null
}

interface Rhythm {
  readonly entry: ScheduleEntry
  readonly ticks: Ticks
  /** Its runs begin so much later than their ticks. */
  readonly delayMs: number
}

export function timetableOf({ name, schedule }: Pick<Reconciliation, 'name' | 'schedule'>): Timetable {
  const rhythms = (schedule?.entries ?? []).map((entry): Rhythm => {
    return { entry, ticks: ticksOf(entry), delayMs: delayOf(name, entry) }
  })
  const deep = rhythms.filter(({ entry }) => !entry.changedOnly)
  return {
    next: (after) =>
      rhythms
        .flatMap((rhythm) => nextOf(rhythm, after) ?? [])
        .filter((run, index, runs) => index === runs.findIndex((other) => isSame(run, other)))
        .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime()),
    due({ since, until }) {
      const due = rhythms.flatMap(({ entry, ticks, delayMs }): Tick[] => {
        const at = ticks.last({ since: earlier(since(entry), delayMs), until: earlier(until, delayMs) })
        // At the same instant the deep one is enough, whichever of them begins first.
        if (at === null || (entry.changedOnly && deep.some((other) => hasTick(other, at)))) return []
        return [{ at, changedOnly: entry.changedOnly }]
      })
      const chosen = due.some(({ changedOnly }) => !changedOnly)
        ? due.filter(({ changedOnly }) => !changedOnly)
        : due
      return chosen.sort((one, other) => other.at.getTime() - one.at.getTime())[0] ?? null
    },
  }
}

/** The same for every process, and spread evenly over the reconciliations. */
function delayOf(name: string, { jitterSeconds = 0 }: ScheduleEntry): number {
  const share = createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32
  return Math.floor(share * jitterSeconds) * 1_000
}

function nextOf({ entry, ticks, delayMs }: Rhythm, after: Date): NextRun | null {
  const at = ticks.next(earlier(after, delayMs))
  if (at === null) return null
  return { at, changedOnly: entry.changedOnly, startsAt: new Date(at.getTime() + delayMs) }
}

function isSame(one: NextRun, other: NextRun): boolean {
  return one.changedOnly === other.changedOnly && one.startsAt.getTime() === other.startsAt.getTime()
}

function hasTick({ ticks }: Rhythm, at: Date): boolean {
  return ticks.last({ since: earlier(at, 1), until: at }) !== null
}

function earlier(at: Date, ms: number): Date {
  return new Date(at.getTime() - ms)
}
