import type { Remedy } from '../domain/remedy.ts'
import { countAttempts } from '../store/remedy-attempts.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import { USE_COUNTS_MS, whyNotUsed } from '../tracker/why-not-used.ts'
import type { Context } from './context.ts'

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
  const state = await readRemedyState(db, name)
  const since = new Date(now().getTime() - USE_COUNTS_MS)
  const used = await countAttempts(db, { ...name, since, together })
  const { run, day } = remedy.limit
  switch (whyNotUsed(remedy, { state, used })?.because) {
    case 'off':
      return 'the remedy was switched off'
    case 'day':
      return `its limit of ${day} within 24 hours is reached`
    case 'together':
      return `its limit of ${run} together is reached`
    case undefined:
      return null
  }
}
