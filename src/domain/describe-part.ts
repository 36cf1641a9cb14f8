import { displayKey, type RecordKey } from './record.ts'
import type { Budget, RunPart } from './run-part.ts'

/** A key as it may be shown. */
type ShowKey = (key: RecordKey) => string

/** `stopped after 10 min at key 1042; the next run goes on from there`. Null: the run came to the end. */
export function describeStop(
  { after, upTo, stoppedBy }: RunPart,
  budget: Budget | undefined,
  show: ShowKey = displayKey,
): string | null {
  if (stoppedBy === null) return null
  const limit = {
    time: budget?.timeSeconds === undefined ? 'its time' : timeText(budget.timeSeconds),
    rows: budget?.rows === undefined ? 'its rows' : count(budget.rows, 'row'),
    findings: budget?.findings === undefined ? 'its findings' : count(budget.findings, 'finding'),
  }[stoppedBy]
  if (upTo !== null) return `stopped after ${limit} at key ${show(upTo)}; the next run goes on from there`
  const from = after === null ? 'begins at the beginning' : `goes on from key ${show(after)}`
  return `stopped after ${limit} before it had compared a record; the next run ${from}`
}

/** `went on after key 1042, where the run before it stopped`. Null: the run began at the beginning. */
export function describeStart({ after }: RunPart, show: ShowKey = displayKey): string | null {
  return after === null ? null : `went on after key ${show(after)}, where the run before stopped`
}

function timeText(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
