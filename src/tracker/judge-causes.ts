import { addDays, todayIn } from '../domain/calendar-day.ts'
import type { CauseRules, CauseState, FieldCause } from '../domain/cause-state.ts'

const DAY_MS = 86_400_000

export interface CausesToJudge {
  readonly states: readonly CauseState[]
  /** What the run saw. */
  readonly seen: readonly FieldCause[]
  /** It looked at all that may differ, and came to its end; else it says nothing about what it did not see. */
  readonly isWhole: boolean
  /** Null: nothing is ever said to be gone. */
  readonly rules: CauseRules | null
  /** Fields that are compared: of others nothing more is ever seen. */
  readonly fields: readonly string[]
  readonly now: Date
  readonly zone: string
}

export interface JudgedCauses {
  /** Those that changed. */
  readonly states: readonly CauseState[]
  /** Those of them that nobody has seen for long enough; whether enough was ever found, and nothing is open, is not known here. */
  readonly quiet: readonly CauseState[]
}

/** What a run that was completed means for the causes that are known. */
export function judgeCauses({
  states,
  seen,
  isWhole,
  rules,
  fields,
  now,
  zone,
}: CausesToJudge): JudgedCauses {
  const known = new Map(states.map((state) => [idOf(state), state]))
  const appearing = new Map(seen.map((each) => [idOf(each), each]))
  const changed = [...appearing.values()].map((each) => seeAgain(known.get(idOf(each)), each, now))
  if (!isWhole || rules === null) return { states: changed, quiet: [] }
  const today = todayIn(zone, now)
  const quiet: CauseState[] = []
  for (const state of states) {
    if (appearing.has(idOf(state)) || state.goneAt !== null || !fields.includes(state.field)) continue
    const counted = countDay(state, { today, zone })
    if (counted !== state) changed.push(counted)
    const isLong = now.getTime() - state.lastSeenAt.getTime() >= rules.goneAfterDays * DAY_MS
    if (isLong && counted.quietDays >= rules.goneAfterDays) quiet.push(counted)
  }
  return { states: changed, quiet }
}

function idOf({ field, cause }: FieldCause): string {
  return JSON.stringify([field, cause])
}

function seeAgain(state: CauseState | undefined, { field, cause }: FieldCause, now: Date): CauseState {
  const away = state?.goneAt ? { backAt: now, awaySince: state.lastSeenAt } : null
  const { backAt, awaySince } = away ?? state ?? { backAt: null, awaySince: null }
  return { field, cause, lastSeenAt: now, quietDays: 0, quietDay: null, goneAt: null, backAt, awaySince }
}

/** The day on which it was seen last is none without it. */
function countDay(state: CauseState, { today, zone }: { today: string; zone: string }): CauseState {
  const from = addDays(todayIn(zone, state.lastSeenAt), 1)
  if (today < from || (state.quietDay !== null && today <= state.quietDay)) return state
  return { ...state, quietDays: state.quietDays + 1, quietDay: today }
}
