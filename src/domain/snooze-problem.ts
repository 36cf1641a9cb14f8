const DAY_MS = 86_400_000
const LONGEST_DAYS = 366
const UNEXPLAINED_DAYS = 30

/** What is wrong with the end of a snooze that a person asks for: with the end, or that they do not say why. */
export type SnoozeProblem = 'over' | 'too-far' | 'unexplained'

/** Null: nothing. Until its values change needs no reason: such a snooze ends when there is something to see. */
export function snoozeProblem(
  until: Date | null,
  { now, note }: { readonly now: Date; readonly note: string },
): SnoozeProblem | null {
  if (until === null) return null
  const days = (until.getTime() - now.getTime()) / DAY_MS
  if (days <= 0) return 'over'
  if (days > LONGEST_DAYS) return 'too-far'
  return days > UNEXPLAINED_DAYS && note.trim() === '' ? 'unexplained' : null
}
