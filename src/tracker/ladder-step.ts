import type { Severity } from '../domain/finding.ts'
import type { Ladder, LadderState } from '../domain/ladder.ts'
import { afterQuiet } from '../domain/quiet-hours.ts'

/** The step that comes next, and when. */
export type LadderPlace = NonNullable<LadderState['next']>

/** What a ladder does now: it waits, or calls by one step; `next` is null after the last step of the last round. */
export type Climb =
  | { readonly does: 'wait'; readonly next: LadderPlace }
  | {
      readonly does: 'call'
      readonly step: number
      readonly round: number
      readonly next: LadderPlace | null
    }

interface At {
  readonly now: Date
  readonly severity: Severity
}

/** Where a ladder that begins now is. */
export function firstPlace(rules: Ladder, { now, severity }: At): LadderPlace {
  return { step: 0, round: 0, dueAt: later(rules, severity, { from: now, seconds: afterOf(rules, 0) }) }
}

/**
 * What is to be done at a place, not before its time and never in quiet hours. Of the steps of its round that were missed
 * only the last is gone, so that nobody is called by all of them at once. What quiet hours put off, puts off the rest of the
 * round by as much.
 */
export function climbStep(rules: Ladder, place: LadderPlace, { now, severity }: At): Climb {
  const open = afterQuiet(now, rules.quiet, severity)
  const dueAt = new Date(Math.max(place.dueAt.getTime(), open.getTime()))
  if (dueAt > now) return { does: 'wait', next: { ...place, dueAt } }
  const { steps } = rules
  // Of a config that has fewer steps since.
  let step = Math.min(place.step, steps.length - 1)
  let at = place.dueAt
  while (step + 1 < steps.length) {
    const then = stepAfter(rules, severity, { step, at })
    if (then > now) break
    step += 1
    at = then
  }
  return {
    does: 'call',
    step,
    round: place.round,
    next: placeAfter(rules, { ...place, step, at }, { now, severity }),
  }
}

/** The next step of the round at once; null: it was the last. */
export function nextOfRound(rules: Ladder, step: number): number | null {
  return step + 1 < rules.steps.length ? step + 1 : null
}

/** Where the ladder is after a step that was due `at`. */
export function placeAfter(
  rules: Ladder,
  { step, round, at }: { readonly step: number; readonly round: number; readonly at: Date },
  { now, severity }: At,
): LadderPlace | null {
  if (step + 1 < rules.steps.length) {
    return { step: step + 1, round, dueAt: stepAfter(rules, severity, { step, at }) }
  }
  if (round >= rules.repeat) return null
  return { ...firstPlace(rules, { now, severity }), round: round + 1 }
}

function stepAfter(
  rules: Ladder,
  severity: Severity,
  { step, at }: { readonly step: number; readonly at: Date },
): Date {
  return later(rules, severity, { from: at, seconds: afterOf(rules, step + 1) - afterOf(rules, step) })
}

function later(
  { quiet }: Ladder,
  severity: Severity,
  { from, seconds }: { readonly from: Date; readonly seconds: number },
): Date {
  return afterQuiet(new Date(from.getTime() + seconds * 1_000), quiet, severity)
}

function afterOf({ steps }: Ladder, step: number): number {
  return steps[step]!.afterSeconds
}
