import type { Remedy } from '../domain/remedy.ts'
import { countAttempts } from '../store/remedy-attempts.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import type { Context } from './context.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

export interface FixedTogether {
  readonly reconciliation: string
  readonly remedy: Remedy
  /** The run, or the approval of many, that they are for. */
  readonly together: string
}

/** What keeps all the others from being fixed too, in words; null: nothing does. */
export async function whyStopFixing(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { reconciliation, remedy, together }: FixedTogether,
): Promise<string | null> {
  const name = { reconciliation, remedy: remedy.name }
  const { offSince } = await readRemedyState(db, name)
  if (offSince !== null) return 'the remedy was switched off'
  const since = new Date(now().getTime() - DAY_MS)
  const used = await countAttempts(db, { ...name, since, together })
  const { run, day } = remedy.limit
  if (used.day >= day) return `its limit of ${day} within 24 hours is reached`
  return used.together >= run ? `its limit of ${run} together is reached` : null
}
