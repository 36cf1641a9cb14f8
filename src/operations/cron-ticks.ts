import { createTask, parse } from 'node-cron'
import { Temporal } from 'temporal-polyfill'
import type { Schedule } from '../domain/reconciliation.ts'

/** The instants of a cron expression in its zone, to the second. */
export interface Ticks {
  /** The first one after an instant; null: there is none in forty years. */
  next(after: Date): Date | null
  /** The last one after `since` and not after `until`; null: there is none. */
  last(window: { readonly since: Date; readonly until: Date }): Date | null
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** 29 February falls on a given weekday every 28 years, and every 40 around 2100. */
const FAR_DAYS = 366 * 41

/**
 * Which days an expression means, node-cron says; which instants they have, this does. Where clocks go forward, a time
 * that does not exist is one that much later (02:30 is 03:30 then). Where they go back, a time that comes twice is the
 * first of the two, but for an expression of every hour, which has both: so a daily tick comes once on every day and an
 * hourly one every hour.
 */
export function ticksOf({ cron, zone }: Schedule): Ticks {
  const wall = wallClockOf(cron)
  return {
    next(after) {
      const from = dayOf(after, zone) - DAY_MS
      for (let day = from; day < from + FAR_DAYS * DAY_MS; day += DAY_MS) {
        if (!wall.isDue(day)) continue
        const first = firstAfter(hoursOf(wall, { day, zone }), after.getTime())
        if (first !== null) return new Date(first)
      }
      return null
    },
    last({ since, until }) {
      const oldest = dayOf(since, zone) - DAY_MS
      for (let day = dayOf(until, zone) + DAY_MS; day >= oldest; day -= DAY_MS) {
        if (!wall.isDue(day)) continue
        const last = lastUntil(hoursOf(wall, { day, zone }), until.getTime())
        if (last !== null) return last > since.getTime() ? new Date(last) : null
      }
      return null
    },
  }
}

/** What an expression says, zone apart. A day is written as its midnight in UTC. */
interface WallClock {
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
  isDue(day: number): boolean
}

/** By expression: a config has few of them. */
const WALL_CLOCKS = new Map<string, WallClock>()

function wallClockOf(cron: string): WallClock {
  const known = WALL_CLOCKS.get(cron) ?? readWallClock(cron)
  WALL_CLOCKS.set(cron, known)
  return known
}

function readWallClock(cron: string): WallClock {
  const { hour, minute, second, month } = parse(cron)
  const [hours, minutes, seconds] = [hour, minute, second].map(inOrder) as [number[], number[], number[]]
  const months = new Set(inOrder(month))
  const task = createTask(cron, () => {}, { timezone: 'UTC' })
  const time = hours[0]! * HOUR_MS + minutes[0]! * 60_000 + seconds[0]! * 1_000
  // It is asked what it means and never started.
  void task.destroy()
  return {
    hours,
    minutes,
    seconds,
    isDue: (day) => months.has(new Date(day).getUTCMonth() + 1) && task.match(new Date(day + time)),
  }
}

function inOrder(values: readonly (number | string)[]): number[] {
  return values.map(Number).sort((one, other) => one - other)
}

/** An hour of the wall clock. Its instants need not come in order where clocks change. */
interface Hour {
  readonly earliest: number
  readonly latest: number
  readonly instants: () => Iterable<number>
}

function hoursOf(wall: WallClock, { day, zone }: { day: number; zone: string }): Hour[] {
  const change = changeNear(day, zone)
  return wall.hours.map((hour) => {
    const begins = day + hour * HOUR_MS
    return {
      earliest: begins - Math.max(change.from, change.to),
      latest: begins + HOUR_MS - Math.min(change.from, change.to),
      instants: () => instantsOf(wall, begins, change),
    }
  })
}

function* instantsOf(wall: WallClock, begins: number, change: Change): Generator<number> {
  const isHourly = wall.hours.length === 24
  for (const minute of wall.minutes) {
    for (const second of wall.seconds) {
      const reading = begins + minute * 60_000 + second * 1_000
      const [before, after] = [reading - change.from, reading - change.to]
      const [isBefore, isAfter] = [before < change.at, after >= change.at]
      // In the gap it is neither: the old offset then says a later time, by as much as the clocks are put forward.
      if (isBefore || !isAfter) yield before
      if (isAfter && (!isBefore || isHourly)) yield after
    }
  }
}

interface Change {
  /** Offsets before and after it, in milliseconds. */
  readonly from: number
  readonly to: number
  /** Never, where both are the same. */
  readonly at: number
}

/** How the clock of a zone changes around a day. */
function changeNear(day: number, zone: string): Change {
  const begin = day - offsetAt(day, zone) - 3 * HOUR_MS
  const [from, to] = [offsetAt(begin, zone), offsetAt(begin + DAY_MS + 6 * HOUR_MS, zone)]
  if (from === to) return { from, to, at: Number.POSITIVE_INFINITY }
  const at = zoned(begin, zone).getTimeZoneTransition('next')?.epochMilliseconds
  return { from, to, at: at ?? Number.POSITIVE_INFINITY }
}

function offsetAt(instant: number, zone: string): number {
  return zoned(instant, zone).offsetNanoseconds / 1_000_000
}

function zoned(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
}

function dayOf(instant: Date, zone: string): number {
  const at = instant.getTime()
  return Math.floor((at + offsetAt(at, zone)) / DAY_MS) * DAY_MS
}

function firstAfter(hours: readonly Hour[], after: number): number | null {
  let first: number | null = null
  for (const { earliest, latest, instants } of hours) {
    if (latest <= after) continue
    if (first !== null && earliest > first) break
    for (const instant of instants())
      if (instant > after && (first === null || instant < first)) first = instant
  }
  return first
}

function lastUntil(hours: readonly Hour[], until: number): number | null {
  let last: number | null = null
  for (const { earliest, latest, instants } of hours.toReversed()) {
    if (earliest > until) continue
    if (last !== null && latest < last) break
    for (const instant of instants())
      if (instant <= until && (last === null || instant > last)) last = instant
  }
  return last
}
