import type { LeftOut, Pause } from '../../domain/pause.ts'
import type { Run } from '../../domain/run.ts'
import type { NextRun } from '../../domain/tick.ts'
import { dateToken, person, plain } from './mrkdwn.ts'

export interface ScheduleView {
  /** The next run of each entry, the soonest first; empty: there is none. */
  readonly nextRuns: readonly Pick<NextRun, 'startsAt' | 'changedOnly'>[]
  /** Null or unsaid: its schedule is not paused. */
  readonly pause?: Pause | null
  /** Null or unsaid: nothing was left out since the last run. */
  readonly leftOut?: LeftOut | null
  readonly running?: Pick<Run, 'startedAt'> | null
}

/** How many of many entries are named. */
const SHOWN = 4

/** `next run 14:00`, of several kinds or entries `next 14:00 changes · Sun 03:00 everything`. Not escaped: it has no words of others. */
export function nextText({ nextRuns, pause }: ScheduleView): string {
  const [first, ...others] = nextRuns
  if (!first) return pause ? 'no run until somebody resumes it' : 'no schedule'
  const after = pause ? ' after the pause' : ''
  if (others.length === 0 && !first.changedOnly) return `next run${after} ${dateToken(first.startsAt)}`
  const named = nextRuns
    .slice(0, SHOWN)
    .map(({ startsAt, changedOnly }) => `${dateToken(startsAt)} ${changedOnly ? 'changes' : 'everything'}`)
  return `next${after} ${named.join('  ·  ')}`
}

/** What keeps the schedule from starting runs, in a line each. */
export function scheduleLines({ pause, leftOut, running }: ScheduleView): string[] {
  return [
    ...(pause ? [`🚧 *Paused*${pauseText(pause)}`] : []),
    ...(leftOut ? [leftOutText(leftOut, running)] : []),
  ]
}

/** ` by Ada until 09:00: migration` */
export function pauseText({ by, until, reason }: Pause): string {
  const end = until === null ? '' : ` until ${dateToken(until)}`
  return ` by ${person(by)}${end}${reason === null ? '' : `: ${plain(reason, 200)}`}`
}

function leftOutText({ tick, runStartedAt }: LeftOut, running: ScheduleView['running']): string {
  const isGoing = running?.startedAt.getTime() === runStartedAt.getTime()
  return `⏩ *Left out* at ${dateToken(tick)}: the run of ${dateToken(runStartedAt)} ${isGoing ? 'is' : 'was'} still going`
}
